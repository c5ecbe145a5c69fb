"""What was agreed, and where the executive started, as she reads it."""

from __future__ import annotations

from coachbook.model.context import markdown_of
from coachbook.model.engagement import Engagement
from coachbook.model.views import (
    AgreementPage,
    AssessmentPage,
    InstrumentEntry,
    RoleEntry,
    SignatureEntry,
    SponsorFacts,
)
from coachbook.model.whosees import who_sees

SHARE_WORDS = {
    "goals": "Goals, in the words you agreed",
    "attendance": "How many sessions have been planned, held and cancelled",
    "progress": "Progress on each goal, as you judge it",
    "closing": "A closing summary",
}


def agreement_page(engagement: Engagement) -> AgreementPage:
    """What was agreed with the executive, and the separate agreement with a sponsor."""
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
        confidentiality=markdown_of(agreement.confidentiality),
        limits=agreement.limits,
        roles=tuple(role for role in roles if role.undertakes),
        measured_by=agreement.progress_measured_by,
        cancellation=markdown_of(agreement.cancellation),
        between_sessions=markdown_of(agreement.between_sessions),
        ending_early=markdown_of(agreement.ending_early),
        notes_kept_until=agreement.notes_kept_until,
        records_kept_until=agreement.records_kept_until,
        signatures=(
            SignatureEntry(file.executive.name, file.executive.role, agreement.signed.executive),
            SignatureEntry(engagement.coach.name, engagement.coach.role, agreement.signed.coach),
        ),
        sponsor=_sponsor(engagement),
        who_sees=who_sees(engagement),
    )


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
        never_shared=markdown_of(sponsor.agreement.never_shared),
        signatures=(
            SignatureEntry(sponsor.name, sponsor.role, signed.sponsor),
            SignatureEntry(engagement.coach.name, engagement.coach.role, signed.coach),
            SignatureEntry(engagement.file.executive.name, engagement.file.executive.role, signed.executive),
        ),
    )


def assessment_page(engagement: Engagement) -> AssessmentPage:
    """The first picture: intake, strengths, what she wants to be better at."""
    file = engagement.goals.assessment
    return AssessmentPage(
        is_empty=file == type(file)(),
        date=file.date,
        context=markdown_of(file.context),
        success_looks_like=markdown_of(file.success_looks_like),
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
