"""Builds the `ExecutiveView`: the only way from an engagement to the executive's pages.

An allow-list by construction: each field is named here, and a field that is not named does not pass.
The coach's notes are not an argument, so they cannot be passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from coachbook.model.closing import Rescored
from coachbook.model.datahandling import Keeping, data_handling
from coachbook.model.engagement import Engagement
from coachbook.model.feedbackviews import feedback_page
from coachbook.model.fields import zone
from coachbook.model.goals import Change, Goal
from coachbook.model.goalviews import (
    attainment_entry,
    attainment_summary,
    level_entry,
    measure_entry,
    standing,
    with_closing,
)
from coachbook.model.path import held, is_closed, stage_marks
from coachbook.model.plan import Action, IfThen
from coachbook.model.practice import Coach, Practice
from coachbook.model.reflections import ReflectionFile
from coachbook.model.sessions import Insight, KitGiven, SessionFile
from coachbook.model.sponsor import shared_pages
from coachbook.model.terms import Author
from coachbook.model.views import (
    ActionEntry,
    AgreementPage,
    AllianceEntry,
    AssessmentPage,
    ChangeEntry,
    ClosingPage,
    CoachFacts,
    EvaluationEntry,
    ExecutiveFacts,
    ExecutiveView,
    FollowUpEntry,
    GoalEntry,
    HabitEntry,
    HabitWeekEntry,
    HomePage,
    IfThenEntry,
    InsightEntry,
    InstrumentEntry,
    Link,
    Markdown,
    MidpointEntry,
    Phase,
    PlanPage,
    PracticeEntry,
    ProgressPage,
    PromptEntry,
    ReflectionEntry,
    ReflectionsPage,
    RescoredEntry,
    ResourceEntry,
    RoleEntry,
    SessionEntry,
    SignatureEntry,
    SponsorFacts,
    StageMark,
    TodoEntry,
    WorkbookEntry,
)
from coachbook.model.whosees import who_sees

FIRST_QUESTION = "What would have to be different by the end for this to have been worth your time?"
"""Shown on the welcome page when no question has been given yet."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What the builders below share; nothing in it that the executive may not read."""

    engagement: Engagement
    practice: Practice
    reflections: tuple[ReflectionFile, ...]
    goals: tuple[Goal, ...]
    goal_links: dict[str, Link]
    today: date

    def who(self, by: Author) -> str:
        return "you" if by == "executive" else first_name(self.engagement.coach)

    def goal(self, id: str | None) -> Link | None:
        return self.goal_links.get(id or "")


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
    context = _Context(engagement, practice, reflections, goals, links, today)
    sessions = _sessions(context)
    plan = _plan(context, sessions)
    resources = _each_once(sessions)
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
        agreement=_agreement(engagement),
        assessment=_assessment(engagement),
        goals=_goals(context, sessions, plan),
        feedback=feedback_page(engagement.feedback, practice.file.minimum_raters, links),
        plan=plan,
        sessions=sessions,
        resources=resources,
        reflections=_reflections(context, sessions),
        progress=_progress(context, sessions),
        workbooks=_workbooks(engagement, practice),
        closing=_closing(context),
        follow_ups=_follow_ups(context),
        shared=shared_pages(engagement, practice, today),
        data_handling=data_handling(engagement, practice, today, keeping),
    )


def first_name(coach: Coach) -> str:
    """The coach's first name, as sentences use it."""
    return coach.name.split()[0]


def _known_as(engagement: Engagement) -> str:
    executive = engagement.file.executive
    return executive.known_as or executive.name.split()[0]


def _markdown(text: str | None) -> Markdown | None:
    return None if text is None else Markdown(text)


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
        _markdown(coach.about),
    )


def _agreement(engagement: Engagement) -> AgreementPage:
    file, agreement, plan = engagement.file, engagement.file.agreement, engagement.session_plan
    roles = (
        RoleEntry("You", agreement.roles.executive),
        RoleEntry(engagement.coach.name, agreement.roles.coach),
        RoleEntry(file.sponsor.name if file.sponsor else "Your sponsor", agreement.roles.sponsor),
    )
    return AgreementPage(
        is_signed=bool(agreement.signed.executive and agreement.signed.coach),
        objectives=agreement.objectives,
        planned_sessions=plan.planned,
        minutes=plan.minutes,
        cadence_weeks=plan.cadence,
        confidentiality=_markdown(agreement.confidentiality),
        limits=agreement.limits,
        roles=tuple(role for role in roles if role.undertakes),
        measured_by=agreement.progress_measured_by,
        cancellation=_markdown(agreement.cancellation),
        between_sessions=_markdown(agreement.between_sessions),
        ending_early=_markdown(agreement.ending_early),
        notes_kept_until=agreement.notes_kept_until,
        records_kept_until=agreement.records_kept_until,
        signatures=(
            SignatureEntry(file.executive.name, file.executive.role, agreement.signed.executive),
            SignatureEntry(engagement.coach.name, engagement.coach.role, agreement.signed.coach),
        ),
        sponsor=_sponsor(engagement),
        who_sees=who_sees(engagement),
    )


SHARE_WORDS = {
    "goals": "Goals, in the words you agreed",
    "attendance": "How many sessions have been planned, held and cancelled",
    "progress": "Progress on each goal, as you judge it",
    "closing": "A closing summary",
}


def _sponsor(engagement: Engagement) -> SponsorFacts | None:
    sponsor = engagement.file.sponsor
    if sponsor is None:
        return None
    signed = sponsor.agreement.signed
    return SponsorFacts(
        name=sponsor.name,
        role=sponsor.role,
        objectives=sponsor.agreement.objectives,
        shares=tuple(SHARE_WORDS[share] for share in sponsor.agreement.shares),
        support=sponsor.agreement.support,
        never_shared=_markdown(sponsor.agreement.never_shared),
        signatures=(
            SignatureEntry(sponsor.name, sponsor.role, signed.sponsor),
            SignatureEntry(engagement.coach.name, engagement.coach.role, signed.coach),
            SignatureEntry(engagement.file.executive.name, engagement.file.executive.role, signed.executive),
        ),
    )


def _assessment(engagement: Engagement) -> AssessmentPage:
    file = engagement.goals.assessment
    return AssessmentPage(
        is_empty=file == type(file)(),
        date=file.date,
        context=_markdown(file.context),
        success_looks_like=_markdown(file.success_looks_like),
        strengths=file.strengths,
        development_areas=file.development_areas,
        readiness=file.readiness,
        instruments=tuple(
            InstrumentEntry(
                each.name, each.taken, each.provider, each.debriefed_by, each.takeaways, each.report_kept
            )
            for each in sorted(file.instruments, key=lambda each: each.taken)
        ),
    )


def _action(context: _Context, action: Action, session: Link | None) -> ActionEntry:
    is_late = action.status == "open" and action.due is not None and action.due < context.today
    return ActionEntry(
        text=action.text,
        due=action.due,
        owner=action.owner,
        who=_owner_words(context.engagement, action),
        kind=action.kind,
        status=action.status,
        done=action.done,
        note=action.note,
        late_days=(context.today - action.due).days if is_late and action.due else 0,
        goal=context.goal(action.goal),
        session=session,
    )


def _owner_words(engagement: Engagement, action: Action) -> str:
    sponsor = engagement.file.sponsor
    names = {
        "executive": "you",
        "coach": first_name(engagement.coach),
        "sponsor": sponsor.name if sponsor else "your sponsor",
    }
    return names[action.owner]


def _session_link(session: SessionFile) -> Link:
    return Link(f"Session {session.session}", f"session-{session.session}.html")


def _sessions(context: _Context) -> tuple[SessionEntry, ...]:
    """Sessions in date order; one that is only named as `next` gets a planned entry of its own."""
    files = list(context.engagement.sessions)
    live = [file for file in files if file.status in ("planned", "held")]
    if live and live[-1].status == "held" and live[-1].next and live[-1].next.date > live[-1].date:
        coming = SessionFile(session=live[-1].session + 1, date=live[-1].next.date, start=live[-1].next.start)
        files.append(coming)
        live.append(coming)
    return tuple(
        _session(context, file, live) for file in sorted(files, key=lambda each: (each.date, each.session))
    )


def _session(context: _Context, file: SessionFile, live: list[SessionFile]) -> SessionEntry:
    engagement, link = context.engagement, _session_link(file)
    minutes = file.minutes or engagement.session_plan.minutes
    starts = datetime.combine(file.date, file.start, zone(engagement.timezone)) if file.start else None
    place = live.index(file) if file in live else -1
    return SessionEntry(
        number=file.session,
        date=file.date,
        starts=starts,
        ends=starts + timedelta(minutes=minutes) if starts else None,
        city=engagement.timezone.rsplit("/", 1)[-1].replace("_", " "),
        minutes=minutes,
        mode=file.mode,
        place=file.place,
        status=file.status,
        moved_to=file.moved_to,
        reason=_markdown(file.reason),
        has_page=place >= 0,
        url=link.url,
        calendar_url=f"session-{file.session}.ics" if starts and file.status == "planned" else None,
        agreement=file.agreement,
        focus=tuple(goal for goal in map(context.goal, file.focus) if goal),
        summary=_markdown(file.summary),
        progress=_markdown(file.progress),
        challenges=_markdown(file.challenges),
        strategies=_markdown(file.strategies),
        insights=tuple(_insight(context, each, file) for each in file.insights),
        actions=tuple(_action(context, each, link) for each in file.actions),
        resources=tuple(
            _resource(context, each, file) for each in file.resources if each.kit in context.practice.kit
        ),
        prompts=file.prompts,
        alliance=_alliance(file),
        reflections=tuple(
            Link("Your reflection", f"reflections.html#{_anchor(each)}")
            for each in context.reflections
            if each.session == file.session
        ),
        before=_session_link(live[place - 1]) if place > 0 else None,
        after=_session_link(live[place + 1]) if 0 <= place < len(live) - 1 else None,
    )


def _insight(context: _Context, insight: Insight, session: SessionFile) -> InsightEntry:
    link = _session_link(session)
    return InsightEntry(
        insight.text, insight.by, context.who(insight.by), link.text.lower(), link.url, session.date
    )


def _resource(context: _Context, given: KitGiven, session: SessionFile) -> ResourceEntry:
    piece = context.practice.kit[given.kit]
    is_late = given.done is None and given.due is not None and given.due < context.today
    return ResourceEntry(
        id=given.kit,
        title=piece.front.title,
        kind=piece.front.kind,
        minutes=piece.front.minutes,
        purpose=piece.front.purpose,
        why=given.why,
        session=_session_link(session),
        given=session.date,
        due=given.due,
        done=given.done,
        late_days=(context.today - given.due).days if is_late and given.due else 0,
        practice=tuple(PracticeEntry(each.date, each.note) for each in given.practice),
        body=Markdown(piece.body),
        source=piece.front.source,
        licence=piece.front.licence,
        url=f"resource-{given.kit}.html",
    )


def _each_once(sessions: Iterable[SessionEntry]) -> tuple[ResourceEntry, ...]:
    """Resources newest first; one given again keeps its latest reason and all its practice notes."""
    latest: dict[str, ResourceEntry] = {}
    practice: dict[str, list[PracticeEntry]] = {}
    for session in sessions:
        for resource in session.resources:
            practice.setdefault(resource.id, []).extend(resource.practice)
            latest.pop(resource.id, None)
            latest[resource.id] = resource
    return tuple(
        replace(resource, practice=tuple(sorted(practice[resource.id], key=lambda each: each.date)))
        for resource in reversed(latest.values())
    )


def _alliance(session: SessionFile) -> AllianceEntry | None:
    check = session.alliance
    if check is None:
        return None
    lines = (check.goals, check.way, check.heard, check.challenged)
    return AllianceEntry(
        _session_link(session),
        session.date,
        *lines,
        mean=round(sum(lines) / len(lines), 1),
        change=check.change,
    )


def _plan(context: _Context, sessions: tuple[SessionEntry, ...]) -> PlanPage:
    file = context.engagement.plan
    actions = [_action(context, each, None) for each in file.actions]
    actions += [action for session in sessions for action in session.actions]
    open_ = sorted((a for a in actions if a.status == "open"), key=lambda a: (a.due or date.max, a.text))
    settled = sorted(
        (a for a in actions if a.status != "open"), key=lambda a: a.done or a.due or date.min, reverse=True
    )
    return PlanPage(
        about=_markdown(file.about),
        open=tuple(open_),
        settled=tuple(settled),
        n_late=sum(action.late_days > 0 for action in open_),
        if_thens=tuple(_if_then(context, each) for each in file.if_thens),
        habits=tuple(
            HabitEntry(
                each.what,
                each.cue,
                each.aim,
                each.since,
                context.goal(each.goal),
                tuple(
                    HabitWeekEntry(week.week, week.times, week.note)
                    for week in sorted(each.weeks, key=lambda week: week.week)
                ),
            )
            for each in file.habits
        ),
        changes=_changes(context, "plan", file.changes),
    )


def _if_then(context: _Context, plan: IfThen) -> IfThenEntry:
    return IfThenEntry(plan.when, plan.then, plan.obstacle, context.goal(plan.goal))


def _changes(context: _Context, part: str, changes: Iterable[Change]) -> tuple[ChangeEntry, ...]:
    return tuple(
        ChangeEntry(each.date, part, each.what, each.reason, context.goal(each.goal))
        for each in sorted(changes, key=lambda each: each.date, reverse=True)
    )


def _goals(context: _Context, sessions: tuple[SessionEntry, ...], plan: PlanPage) -> tuple[GoalEntry, ...]:
    who: dict[str, str] = {"executive": "you", "coach": first_name(context.engagement.coach)}
    focus = {file.session: file.focus for file in context.engagement.sessions if file.status == "held"}
    said = [
        (insight.goal, _insight(context, insight, file))
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
                matters_to_me=_markdown(goal.matters_to_me),
                matters_to_organisation=_markdown(goal.matters_to_organisation),
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
                    c for c in _changes(context, "goals", context.engagement.goals.changes) if c.goal == link
                ),
                url=link.url,
            )
        )
    return tuple(entries)


def _anchor(reflection: ReflectionFile) -> str:
    return f"r-{reflection.date.isoformat()}-{reflection.session or 0}"


def _kept(context: _Context) -> tuple[InsightEntry, ...]:
    """Insights worth keeping, newest first: from sessions and from her reflections."""
    found = [
        _insight(context, insight, session)
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
            f"reflections.html#{_anchor(each)}",
            each.date,
        )
        for each in context.reflections
        if each.insight
    ]
    return tuple(sorted(found, key=lambda insight: insight.date, reverse=True))


def _reflections(context: _Context, sessions: tuple[SessionEntry, ...]) -> ReflectionsPage:
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
            anchor=_anchor(each),
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


def _kit_link(context: _Context, kit: str | None) -> Link | None:
    """The page of a kit piece that was given; a piece that was never given has no page."""
    given = {each.kit for session in context.engagement.sessions for each in session.resources}
    if kit is None or kit not in given or kit not in context.practice.kit:
        return None
    return Link(context.practice.kit[kit].front.title, f"resource-{kit}.html")


def _progress(context: _Context, sessions: tuple[SessionEntry, ...]) -> ProgressPage:
    engagement = context.engagement
    changes = (
        *_changes(context, "goals", engagement.goals.changes),
        *_changes(context, "plan", engagement.plan.changes),
    )
    return ProgressPage(
        attainment=attainment_summary(context.goals, context.today),
        alliance=tuple(
            session.alliance for session in sessions if session.alliance and session.status == "held"
        ),
        midpoint=_midpoint(context),
        changes=tuple(sorted(changes, key=lambda change: change.date, reverse=True)),
    )


def _midpoint(context: _Context) -> MidpointEntry | None:
    review = context.engagement.feedback.midpoint
    planned = context.engagement.file.agreement.reviews.midpoint
    if review is None:
        return MidpointEntry(planned, False, (), None, None, ()) if planned else None
    sponsor = context.engagement.file.sponsor
    names = {
        "executive": "you",
        "coach": first_name(context.engagement.coach),
        "sponsor": sponsor.name if sponsor else "your sponsor",
    }
    return MidpointEntry(
        review.date,
        review.date <= context.today,
        tuple(names[each] for each in review.present),
        _markdown(review.working),
        _markdown(review.not_working),
        review.agreed,
    )


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


def _rescored(context: _Context, scores: Iterable[Rescored]) -> tuple[RescoredEntry, ...]:
    goals = {goal.id: goal for goal in context.goals}
    entries = []
    for each in scores:
        goal, link = goals.get(each.goal), context.goal(each.goal)
        if goal is None or link is None:
            continue
        scale = goal.attainment
        entries.append(
            RescoredEntry(
                goal=link,
                start=level_entry(scale, scale.baseline) if scale else None,
                executive=level_entry(scale, each.executive) if scale else None,
                coach=level_entry(scale, each.coach) if scale and each.coach else None,
                note=each.note,
            )
        )
    return tuple(entries)


def _closing(context: _Context) -> ClosingPage:
    file, engagement = context.engagement.closing, context.engagement
    planned = engagement.file.agreement.reviews.closing or engagement.file.ends
    if file is None:
        return ClosingPage(
            None, False, planned, (), None, None, None, None, None, None, (), (), (), (), (), ()
        )
    sponsor = engagement.file.sponsor
    verdicts = [("You", file.evaluation.executive)]
    if sponsor is not None:
        verdicts.append((sponsor.name, file.evaluation.sponsor))
    return ClosingPage(
        date=file.date,
        is_held=is_closed(engagement, context.today),
        planned=planned,
        rescored=_rescored(context, file.rescored),
        attainment=attainment_summary(context.goals, file.date),
        what_changed=_markdown(file.what_changed),
        what_others_saw=_markdown(file.what_others_saw),
        what_did_not_move=_markdown(file.what_did_not_move),
        impact=_markdown(file.impact),
        unintended=_markdown(file.unintended),
        keep=file.keep,
        habits=file.sustain.habits,
        if_thens=tuple(_if_then(context, each) for each in file.sustain.if_thens),
        signals=file.sustain.signals,
        supports=file.sustain.supports,
        evaluations=tuple(
            EvaluationEntry(who, each.date, each.outcomes, each.value, _markdown(each.words))
            for who, each in verdicts
            if each is not None
        ),
    )


def _follow_ups(context: _Context) -> tuple[FollowUpEntry, ...]:
    file = context.engagement.closing
    if file is None:
        return ()
    return tuple(
        FollowUpEntry(
            months=each.after,
            planned=each.planned,
            held=each.held,
            scores=_rescored(context, each.scores),
            summary=_markdown(each.summary),
            decision=each.decision,
        )
        for each in sorted(file.follow_up, key=lambda each: each.planned)
    )


def _home(
    context: _Context,
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
    follow_ups = [each for each in _follow_ups(context) if each.held is None]
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
