"""One small engagement as an `ExecutiveView`, for the tests of its pages; a test replaces what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from coachbook.model import views as v
from coachbook.model.terms import GROUP_WORDS, LEVEL_SCORE, LEVEL_WORDS, LEVELS, STAGES

TODAY = date(2026, 3, 20)
LONDON = ZoneInfo("Europe/London")
GOAL = v.Link("Delegate the weekly review", "goal-1.html")
SESSION = v.Link("Session 1", "session-1.html")

_TEXTS = ("I chair every review", "One has chaired", "Three run it", "They redesign it", "Others copy it")
SCALE = tuple(
    v.LevelEntry(level, LEVEL_SCORE[level], LEVEL_WORDS[level], text)
    for level, text in zip(LEVELS, _TEXTS, strict=True)
)

ACTION = v.ActionEntry(
    text="Ask two peers for one thing to stop",
    due=date(2026, 3, 16),
    owner="executive",
    who="you",
    kind="behaviour",
    status="open",
    done=None,
    note=None,
    late_days=4,
    goal=GOAL,
    session=SESSION,
)
INSIGHT = v.InsightEntry(
    "Silence is information, not a vacancy.", "executive", "you", "session 1", SESSION.url, date(2026, 3, 16)
)
RESOURCE = v.ResourceEntry(
    id="the-first-question",
    title="The first question",
    kind="reading",
    minutes=6,
    purpose="To open a conversation.",
    why="You wanted a way to open it.",
    session=SESSION,
    given=date(2026, 3, 16),
    due=date(2026, 3, 23),
    done=None,
    late_days=0,
    practice=(v.PracticeEntry(date(2026, 3, 18), "Asked, and waited."),),
    body=v.Markdown("## Begin\n\nAsk *one* question.\n\n- [ ] Ask it\n"),
    source="Ours.",
    licence="CC BY 4.0",
    url="resource-the-first-question.html",
)
HELD = v.SessionEntry(
    number=1,
    date=date(2026, 3, 16),
    starts=datetime(2026, 3, 16, 14, 30, tzinfo=LONDON),
    ends=datetime(2026, 3, 16, 16, 0, tzinfo=LONDON),
    city="London",
    minutes=90,
    mode="video",
    place=None,
    status="held",
    moved_to=None,
    reason=None,
    has_page=True,
    url=SESSION.url,
    calendar_url=None,
    agreement="Decide what to say before Thursday",
    focus=(GOAL,),
    summary=v.Markdown("We looked at *one* meeting."),
    progress=None,
    challenges=None,
    strategies=None,
    insights=(INSIGHT,),
    actions=(ACTION,),
    resources=(RESOURCE,),
    prompts=("What did you not say?",),
    alliance=v.AllianceEntry(SESSION, date(2026, 3, 16), 9, 8, 10, 7, 8.5, "More direct feedback"),
    reflections=(v.Link("Your reflection", "reflections.html#r-2026-03-17-1"),),
    before=None,
    after=v.Link("Session 2", "session-2.html"),
)
PLANNED = replace(
    HELD,
    number=2,
    date=date(2026, 3, 30),
    starts=datetime(2026, 3, 30, 14, 30, tzinfo=LONDON),
    ends=datetime(2026, 3, 30, 16, 0, tzinfo=LONDON),
    status="planned",
    url="session-2.html",
    calendar_url="session-2.ics",
    agreement=None,
    summary=None,
    insights=(),
    actions=(),
    resources=(),
    prompts=(),
    alliance=None,
    reflections=(),
    before=SESSION,
    after=None,
)
MEASURE = v.MeasureEntry(
    what="recurring decisions that need me",
    unit="decisions a week",
    baseline=14,
    target=4,
    lower_is_better=True,
    readings=(v.ReadingEntry(date(2026, 3, 10), 8, "Tomas ran two reviews"),),
    latest=v.ReadingEntry(date(2026, 3, 10), 8, "Tomas ran two reviews"),
    points=((date(2026, 1, 14), 14), (date(2026, 3, 10), 8)),
    trend="closer",
)
RATING = v.RatingEntry(date(2026, 3, 16), "executive", "you", "expected", 0, None)
THE_GOAL = v.GoalEntry(
    id="delegate",
    number=1,
    title=GOAL.text,
    matters_to_me=v.Markdown("I am the bottleneck."),
    matters_to_organisation=None,
    agreed=date(2026, 1, 14),
    status="active",
    measure=MEASURE,
    attainment=v.AttainmentEntry(SCALE, SCALE[1], (RATING,), RATING),
    is_seen_by_sponsor=False,
    word="closer",
    actions=(ACTION,),
    sessions=(SESSION,),
    insights=(INSIGHT,),
    if_thens=(v.IfThenEntry("somebody looks at me", "I look at the director", None, GOAL),),
    changes=(),
    url=GOAL.url,
)
_SCORES = (
    v.GroupScore("manager", GROUP_WORDS["manager"], 3.0, 1),
    v.GroupScore("peers", GROUP_WORDS["peers"], 3.4, 5),
)
ROUND = v.RoundEntry(
    title="Spring round",
    closed=date(2026, 2, 16),
    questionnaire=None,
    lowest=1,
    highest=5,
    low="rarely",
    high="always",
    minimum=3,
    groups=(
        v.GroupEntry("self", GROUP_WORDS["self"], 1, 1, True),
        v.GroupEntry("manager", GROUP_WORDS["manager"], 1, 1, True),
        v.GroupEntry("peers", GROUP_WORDS["peers"], 6, 5, True),
        v.GroupEntry("reports", GROUP_WORDS["reports"], 3, 2, False),
    ),
    items=(v.ItemEntry("Lets others finish", None, 4.0, _SCORES, 3.3, 0.7),),
    blind_spots=(),
    hidden_strengths=(),
    themes=(v.CommentTheme("Listening", ("She knows the answer first.",)),),
)
MARKS = tuple(
    v.StageMark(
        id, number, id.capitalize(), "What it is.", "done" if number < 5 else "now" if number == 5 else "ahead",
        "", "sessions.html",
    )
    for number, id in enumerate(STAGES, 1)
)  # fmt: skip
NOTHING_CLOSED = v.ClosingPage(
    None, False, date(2026, 7, 10), (), None, None, None, None, None, None, (), (), (), (), (), ()
)

UNDERWAY = v.ExecutiveView(
    practice_name="Northlight Coaching",
    reference="harbour",
    language="en-GB",
    today=TODAY,
    phase="underway",
    programme="Leadership transition",
    starts=date(2026, 1, 12),
    ends=date(2026, 7, 10),
    planned_sessions=12,
    held_sessions=1,
    executive=v.ExecutiveFacts("Ines Duarte", "Ines", "Chief Operating Officer", "Halden & Rowe"),
    coach=v.CoachFacts("Priya Raman", "Priya", "Coach", "priya@northlight.example", None, (), None),
    home=v.HomePage(
        next_session=PLANNED,
        todo=(v.TodoEntry(ACTION.text, SESSION.url, ACTION.due, 4, None, "action"),),
        thought=INSIGHT,
        first_question="What would have to be different?",
        current_stage=MARKS[4],
        next_stage=MARKS[5],
        paused_since=None,
        paused_until=None,
        pause_note=None,
        next_follow_up=None,
    ),
    stages=MARKS,
    agreement=v.AgreementPage(
        is_signed=True,
        objectives=("Lead the review without chairing it",),
        planned_sessions=12,
        minutes=90,
        cadence_weeks=2,
        confidentiality=v.Markdown("What we say stays with us."),
        limits=("The law requires it",),
        roles=(v.RoleEntry("You", ("Bring the subject",)),),
        measured_by=("Goal attainment",),
        cancellation=None,
        between_sessions=None,
        ending_early=None,
        notes_kept_until=date(2027, 7, 10),
        records_kept_until=None,
        signatures=(v.SignatureEntry("Ines Duarte", "Chief Operating Officer", date(2026, 1, 14)),),
        sponsor=None,
        who_sees=(v.WhoSees("What we say in sessions", "Yes", "Yes", ""),),
    ),
    assessment=v.AssessmentPage(False, date(2026, 1, 12), v.Markdown("A new role."), None, (), (), 7, ()),
    goals=(THE_GOAL,),
    feedback=v.FeedbackPage(
        False, (ROUND,), None, 0, (), (v.TakeawayEntry("I fill the room.", "the round"),), (), ()
    ),
    plan=v.PlanPage(None, (ACTION,), (), 1, (), (), ()),
    sessions=(HELD, PLANNED),
    resources=(RESOURCE,),
    reflections=v.ReflectionsPage(
        prompts=(v.PromptEntry("What did you not say?", SESSION),),
        entries=(
            v.ReflectionEntry(
                date(2026, 3, 17), None, None, SESSION, v.Markdown("I waited."), None, "r-2026-03-17-1"
            ),
        ),
        kept=(INSIGHT,),
    ),
    progress=v.ProgressPage(
        attainment=v.AttainmentSummary(40.0, 50.0, date(2026, 3, 16), 1),
        alliance=(HELD.alliance,) if HELD.alliance else (),
        midpoint=v.MidpointEntry(date(2026, 5, 12), False, (), None, None, ()),
        changes=(),
    ),
    workbooks=(
        v.WorkbookEntry("reflection", "Reflection workbook", "To write in", "harbour-reflection.pdf", "A4"),
    ),
    closing=NOTHING_CLOSED,
    follow_ups=(),
)
"""One of twelve sessions held, one goal, one action late."""

WELCOME = replace(
    UNDERWAY,
    phase="welcome",
    held_sessions=0,
    home=replace(UNDERWAY.home, todo=(), thought=None),
    agreement=v.AgreementPage(
        False, (), 12, 90, 2, None, (), (), (), None, None, None, None, None,
        (v.SignatureEntry("Ines Duarte", "Chief Operating Officer", None),), None,
        (v.WhoSees("What we say in sessions", "Yes", "Yes", ""),),
    ),
    assessment=v.AssessmentPage(True, None, None, None, (), (), None, ()),
    goals=(),
    feedback=v.FeedbackPage(True, (), None, 0, (), (), (), ()),
    plan=v.PlanPage(None, (), (), 0, (), (), ()),
    sessions=(replace(PLANNED, number=1, focus=(), url="session-1.html", before=None, calendar_url="session-1.ics"),),
    resources=(),
    reflections=v.ReflectionsPage((), (), ()),
    progress=v.ProgressPage(None, (), None, ()),
    workbooks=(),
)  # fmt: skip
"""Nothing has happened yet: every page has only a promise to make."""
WELCOME = replace(WELCOME, home=replace(WELCOME.home, next_session=WELCOME.sessions[0]))

CLOSED = replace(
    UNDERWAY,
    phase="closed",
    held_sessions=12,
    closing=replace(
        NOTHING_CLOSED,
        date=date(2026, 3, 6),
        is_held=True,
        rescored=(v.RescoredEntry(GOAL, SCALE[1], SCALE[2], SCALE[3], "Three directors run it."),),
        keep=("I can wait.",),
        habits=("Tea on Thursday",),
        evaluations=(v.EvaluationEntry("You", date(2026, 3, 6), 8, 9, v.Markdown("Worth it.")),),
    ),
    home=replace(
        UNDERWAY.home,
        next_session=None,
        next_follow_up=v.FollowUpEntry(3, date(2026, 6, 5), None, (), None, None),
    ),
    follow_ups=(v.FollowUpEntry(3, date(2026, 6, 5), None, (), None, None),),
)
"""After the closing meeting, before the first check-in."""
