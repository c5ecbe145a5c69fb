"""Builds the `ExecutiveView`: the only way from an engagement to the executive's pages.

An allow-list by construction: each field is named here, and a field that is not named does not pass.
The coach's notes are not an argument, so they cannot be passed.
"""

from __future__ import annotations

from datetime import date

from coachbook.model.agreementviews import agreement_page, assessment_page
from coachbook.model.context import Context, first_name, markdown_of
from coachbook.model.datahandling import Keeping, data_handling
from coachbook.model.engagement import Engagement
from coachbook.model.feedbackviews import feedback_page
from coachbook.model.goalviews import (
    attainment_entry,
    measure_entry,
    standing,
    with_closing,
)
from coachbook.model.outcomeviews import closing_page, follow_up_entries, progress_page
from coachbook.model.path import held, is_closed, stage_marks
from coachbook.model.planviews import change_entries, plan_page
from coachbook.model.practice import Coach, Practice
from coachbook.model.reflections import ReflectionFile
from coachbook.model.sessionviews import (
    anchor_of,
    each_once,
    insight_entry,
    session_entries,
)
from coachbook.model.sponsor import shared_pages
from coachbook.model.views import (
    CoachFacts,
    ExecutiveFacts,
    ExecutiveView,
    GoalEntry,
    HomePage,
    InsightEntry,
    Link,
    Markdown,
    Phase,
    PlanPage,
    PromptEntry,
    ReflectionEntry,
    ReflectionsPage,
    ResourceEntry,
    SessionEntry,
    StageMark,
    TodoEntry,
    WorkbookEntry,
)

FIRST_QUESTION = "What would have to be different by the end for this to have been worth your time?"
"""Shown on the welcome page when no question has been given yet."""


def executive_view(
    engagement: Engagement,
    reflections: tuple[ReflectionFile, ...],
    practice: Practice,
    today: date,
    keeping: Keeping = Keeping(),  # noqa: B008  # frozen
) -> ExecutiveView:
    """Everything the executive may read on `today`: held sessions, goals, feedback, her own words, how it is kept."""
    goals = with_closing(engagement.goals.goals, engagement.closing)
    links = {goal.id: Link(goal.title, f"goal-{number}.html") for number, goal in enumerate(goals, 1)}
    context = Context(engagement, practice, reflections, goals, links, today)
    sessions = session_entries(context)
    plan = plan_page(context, sessions)
    resources = each_once(sessions)
    stages = stage_marks(engagement, reflections, practice.stages, today)
    file = engagement.file
    return ExecutiveView(
        practice_name=practice.file.name,
        reference=engagement.id,
        language=practice.file.language,
        today=today,
        phase=_phase(engagement, today),
        programme=engagement.programme.title,
        starts=file.starts,
        ends=file.ends,
        planned_sessions=engagement.session_plan.planned,
        held_sessions=held(engagement, today),
        executive=ExecutiveFacts(
            file.executive.name, _known_as(engagement), file.executive.role, file.executive.organisation
        ),
        coach=_coach(engagement.coach, today),
        home=_home(context, sessions, plan, resources, stages),
        stages=stages,
        agreement=agreement_page(engagement),
        assessment=assessment_page(engagement),
        goals=_goals(context, sessions, plan),
        feedback=feedback_page(engagement.feedback, practice.file.minimum_raters, links),
        plan=plan,
        sessions=sessions,
        resources=resources,
        reflections=_reflections(context, sessions),
        progress=progress_page(context, sessions),
        workbooks=_workbooks(engagement, practice),
        closing=closing_page(context),
        follow_ups=follow_up_entries(context),
        shared=shared_pages(engagement, practice, today),
        data_handling=data_handling(engagement, practice, today, keeping),
    )


def _known_as(engagement: Engagement) -> str:
    executive = engagement.file.executive
    return executive.known_as or executive.name.split()[0]


def _phase(engagement: Engagement, today: date) -> Phase:
    if is_closed(engagement, today):
        return "closed"
    if engagement.file.status == "paused":
        return "paused"
    return "underway" if held(engagement, today) else "welcome"


def _coach(coach: Coach, today: date) -> CoachFacts:
    valid = (
        each.name
        for each in coach.credentials
        if each.granted <= today and (each.expires is None or today <= each.expires)
    )
    return CoachFacts(
        coach.name,
        first_name(coach),
        coach.role,
        coach.email,
        coach.booking_page,
        tuple(valid),
        markdown_of(coach.about),
    )


def _goals(context: Context, sessions: tuple[SessionEntry, ...], plan: PlanPage) -> tuple[GoalEntry, ...]:
    who: dict[str, str] = {"executive": "you", "coach": first_name(context.engagement.coach)}
    focus = {file.session: file.focus for file in context.engagement.sessions if file.status == "held"}
    said = [
        (insight.goal, insight_entry(context, insight, file))
        for file in context.engagement.sessions
        for insight in file.insights
    ]
    entries = []
    for number, goal in enumerate(context.goals, 1):
        link = context.goal_links[goal.id]
        since = goal.agreed or context.engagement.file.starts
        measure = measure_entry(goal.measure, since, context.today) if goal.measure else None
        attainment = attainment_entry(goal, who, context.today)
        entries.append(
            GoalEntry(
                id=goal.id,
                number=number,
                title=goal.title,
                matters_to_me=markdown_of(goal.matters_to_me),
                matters_to_organisation=markdown_of(goal.matters_to_organisation),
                agreed=goal.agreed,
                status=goal.status,
                measure=measure,
                attainment=attainment,
                is_seen_by_sponsor=context.engagement.file.sponsor is not None
                and "sponsor" in goal.visible_to,
                word=standing(goal, measure, attainment),
                actions=tuple(a for a in (*plan.open, *plan.settled) if a.goal == link),
                sessions=tuple(
                    Link(f"Session {each.number}", each.url)
                    for each in sessions
                    if each.has_page and goal.id in focus.get(each.number, ())
                ),
                insights=tuple(insight for touched, insight in said if touched == goal.id),
                if_thens=tuple(each for each in plan.if_thens if each.goal == link),
                changes=tuple(
                    c
                    for c in change_entries(context, "goals", context.engagement.goals.changes)
                    if c.goal == link
                ),
                url=link.url,
            )
        )
    return tuple(entries)


def _kept(context: Context) -> tuple[InsightEntry, ...]:
    """Insights worth keeping, newest first: from sessions and from her reflections."""
    found = [
        insight_entry(context, insight, session)
        for session in context.engagement.sessions
        if session.status == "held"
        for insight in session.insights
    ]
    found += [
        InsightEntry(
            each.insight,
            "executive",
            "you",
            "your reflection",
            f"reflections.html#{anchor_of(context, each)}",
            each.date,
        )
        for each in context.reflections
        if each.insight
    ]
    return tuple(sorted(found, key=lambda insight: insight.date, reverse=True))


def _reflections(context: Context, sessions: tuple[SessionEntry, ...]) -> ReflectionsPage:
    answered = {each.prompt for each in context.reflections}
    links = {
        session.number: Link(f"Session {session.number}", session.url)
        for session in sessions
        if session.has_page
    }
    entries = tuple(
        ReflectionEntry(
            date=each.date,
            prompt=each.prompt,
            kit=_kit_link(context, each.kit),
            session=links.get(each.session or 0),
            text=Markdown(each.text),
            insight=each.insight,
            anchor=anchor_of(context, each),
        )
        for each in sorted(context.reflections, key=lambda each: each.date, reverse=True)
    )
    prompts = tuple(
        PromptEntry(prompt, links[session.number])
        for session in reversed(sessions)
        if session.has_page and session.status == "held"
        for prompt in session.prompts
        if prompt not in answered
    )
    return ReflectionsPage(prompts, entries, _kept(context))


def _kit_link(context: Context, kit: str | None) -> Link | None:
    """The page of a kit piece that was given; a piece that was never given has no page."""
    given = {each.kit for session in context.engagement.sessions for each in session.resources}
    if kit is None or kit not in given or kit not in context.practice.kit:
        return None
    return Link(context.practice.kit[kit].front.title, f"resource-{kit}.html")


def _workbooks(engagement: Engagement, practice: Practice) -> tuple[WorkbookEntry, ...]:
    return tuple(
        WorkbookEntry(
            id,
            practice.workbooks[id].title,
            practice.workbooks[id].subtitle,
            f"{engagement.id}-{id}.pdf",
            engagement.paper,
        )
        for id in engagement.programme.workbooks
        if id in practice.workbooks
    )


def _home(
    context: Context,
    sessions: tuple[SessionEntry, ...],
    plan: PlanPage,
    resources: tuple[ResourceEntry, ...],
    stages: tuple[StageMark, ...],
) -> HomePage:
    coming = [s for s in sessions if s.status == "planned" and s.date >= context.today]
    current = next((stage for stage in stages if stage.state == "now"), stages[-1])
    ahead = [stage for stage in stages if stage.state == "ahead"]
    kept = _kept(context)
    prompts = _reflections(context, sessions).prompts
    pause = context.engagement.file.pause
    follow_ups = [each for each in follow_up_entries(context) if each.held is None]
    return HomePage(
        next_session=coming[0] if coming else None,
        todo=_todo(plan, resources, prompts, coming[0].date if coming else date.max),
        thought=next((each for each in kept if each.by == "executive"), kept[0] if kept else None),
        first_question=prompts[0].text if prompts else FIRST_QUESTION,
        current_stage=current,
        next_stage=ahead[0] if ahead else None,
        paused_since=pause.since if pause else None,
        paused_until=pause.until if pause else None,
        pause_note=pause.note if pause else None,
        next_follow_up=follow_ups[0] if follow_ups else None,
    )


def _todo(
    plan: PlanPage, resources: tuple[ResourceEntry, ...], prompts: tuple[PromptEntry, ...], until: date
) -> tuple[TodoEntry, ...]:
    """What waits for the executive by `until`, the next session: late first, then by due date; one question at most."""
    entries = [
        TodoEntry(
            each.text,
            each.session.url if each.session else "plan.html",
            each.due,
            each.late_days,
            None,
            "action",
        )
        for each in plan.open
        if each.owner == "executive" and (each.due or until) <= until
    ]
    entries += [
        TodoEntry(each.title, each.url, each.due, each.late_days, each.minutes, each.kind)
        for each in resources
        if each.done is None and each.due is not None and each.due <= until
    ]
    entries += [TodoEntry(each.text, "reflections.html", None, 0, None, "prompt") for each in prompts[:1]]
    return tuple(sorted(entries, key=lambda each: each.due or date.max))
