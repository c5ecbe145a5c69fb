"""Sessions and what came out of them, as the executive reads them: insights, actions, resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from coachbook.model.context import Context, first_name, markdown_of
from coachbook.model.engagement import Engagement
from coachbook.model.fields import zone
from coachbook.model.plan import Action
from coachbook.model.reflections import ReflectionFile
from coachbook.model.sessions import Insight, KitGiven, SessionFile
from coachbook.model.views import (
    ActionEntry,
    AllianceEntry,
    InsightEntry,
    Link,
    Markdown,
    PracticeEntry,
    ResourceEntry,
    SessionEntry,
)


def session_entries(context: Context) -> tuple[SessionEntry, ...]:
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


def _session(context: Context, file: SessionFile, live: list[SessionFile]) -> SessionEntry:
    engagement, link = context.engagement, session_link(file)
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
        reason=markdown_of(file.reason),
        has_page=place >= 0,
        url=link.url,
        calendar_url=f"session-{file.session}.ics" if starts and file.status == "planned" else None,
        agreement=file.agreement,
        focus=tuple(goal for goal in map(context.goal, file.focus) if goal),
        summary=markdown_of(file.summary),
        progress=markdown_of(file.progress),
        challenges=markdown_of(file.challenges),
        strategies=markdown_of(file.strategies),
        insights=tuple(insight_entry(context, each, file) for each in file.insights),
        actions=tuple(action_entry(context, each, link) for each in file.actions),
        resources=tuple(
            _resource(context, each, file) for each in file.resources if each.kit in context.practice.kit
        ),
        prompts=file.prompts,
        alliance=_alliance(file),
        reflections=tuple(
            Link("Your reflection", f"reflections.html#{anchor_of(context, each)}")
            for each in context.reflections
            if each.session == file.session
        ),
        before=session_link(live[place - 1]) if place > 0 else None,
        after=session_link(live[place + 1]) if 0 <= place < len(live) - 1 else None,
    )


def session_link(session: SessionFile) -> Link:
    """The link to a session's page, with a neutral name."""
    return Link(f"Session {session.session}", f"session-{session.session}.html")


def insight_entry(context: Context, insight: Insight, session: SessionFile) -> InsightEntry:
    """A sentence worth keeping, with the session it comes from."""
    link = session_link(session)
    return InsightEntry(
        insight.text, insight.by, context.who(insight.by), link.text.lower(), link.url, session.date
    )


def _resource(context: Context, given: KitGiven, session: SessionFile) -> ResourceEntry:
    piece = context.practice.kit[given.kit]
    is_late = given.done is None and given.due is not None and given.due < context.today
    return ResourceEntry(
        id=given.kit,
        title=piece.front.title,
        kind=piece.front.kind,
        minutes=piece.front.minutes,
        purpose=piece.front.purpose,
        why=given.why,
        session=session_link(session),
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


def each_once(sessions: Iterable[SessionEntry]) -> tuple[ResourceEntry, ...]:
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
        session_link(session),
        session.date,
        *lines,
        mean=round(sum(lines) / len(lines), 1),
        change=check.change,
    )


def action_entry(context: Context, action: Action, session: Link | None) -> ActionEntry:
    """An action, with how late it is today."""
    is_late = action.status == "open" and action.due is not None and action.due < context.today
    return ActionEntry(
        text=action.text,
        due=action.due,
        owner=action.owner,
        who=owner_words(context.engagement, action),
        kind=action.kind,
        status=action.status,
        done=action.done,
        note=action.note,
        late_days=(context.today - action.due).days if is_late and action.due else 0,
        goal=context.goal(action.goal),
        session=session,
    )


def owner_words(engagement: Engagement, action: Action) -> str:
    """Who does it, as a sentence names her."""
    sponsor = engagement.file.sponsor
    names = {
        "executive": "you",
        "coach": first_name(engagement.coach),
        "sponsor": sponsor.name if sponsor else "your sponsor",
    }
    return names[action.owner]


def anchor_of(context: Context, reflection: ReflectionFile) -> str:
    """The place of a reflection on its page: its day, and its turn among those of the same day."""
    that_day = [each for each in context.reflections if each.date == reflection.date]
    turn = next(turn for turn, each in enumerate(that_day, 1) if each is reflection)
    return f"r-{reflection.date.isoformat()}-{turn}"
