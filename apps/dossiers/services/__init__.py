"""The one door of dossiers: every verb, each in one transaction under the lock of its dossier."""

from apps.dossiers.services.answers import record_answer
from apps.dossiers.services.aside import expect_proof, put_proofs_aside
from apps.dossiers.services.assigning import plan_proofs
from apps.dossiers.services.batches import assign_proofs, judge_proofs, release_proofs
from apps.dossiers.services.bundles import export_round
from apps.dossiers.services.carrying import carry_answers
from apps.dossiers.services.catalogue_move import confirm_answers, move_catalog
from apps.dossiers.services.chapters import (
    submit_chapter,
    take_back_chapter,
    update_chapter,
    validate_chapter,
)
from apps.dossiers.services.choosing import choose_case
from apps.dossiers.services.decisions import (
    abandon_dossier,
    award,
    refuse_dossier,
    reinstate,
    suspend,
    withdraw,
)
from apps.dossiers.services.judging import review_proof
from apps.dossiers.services.opening import open_dossier
from apps.dossiers.services.preparation import (
    choose_profiles,
    open_proofs,
    submit_admissibility,
    submit_eligibility,
    update_dossier,
)
from apps.dossiers.services.preview import Preview, preview_event
from apps.dossiers.services.proofs import answer_with_file, lay_version, take_off
from apps.dossiers.services.reuse import reuse_answer
from apps.dossiers.services.review import (
    declare_complete,
    redeposit,
    return_for_correction,
    start_early_instruction,
)
from apps.dossiers.services.tray import (
    lay_tray,
    lay_tray_file,
    receive_file,
    remove_tray_file,
    undo_tray_file,
    update_tray_file,
)
from apps.dossiers.services.undoing import Undone, undo_batch
from apps.dossiers.services.upkeep import refresh_clocks
from apps.dossiers.services.verdicts import record_verdicts, void_verdict
from apps.dossiers.services.voiding import void_review_event
from apps.dossiers.services.writing import answer_with_words, rewrite_words

__all__ = [
    "Preview",
    "Undone",
    "abandon_dossier",
    "answer_with_file",
    "answer_with_words",
    "assign_proofs",
    "award",
    "carry_answers",
    "choose_case",
    "choose_profiles",
    "confirm_answers",
    "declare_complete",
    "expect_proof",
    "export_round",
    "judge_proofs",
    "lay_tray",
    "lay_tray_file",
    "lay_version",
    "move_catalog",
    "open_dossier",
    "open_proofs",
    "plan_proofs",
    "preview_event",
    "put_proofs_aside",
    "receive_file",
    "record_answer",
    "record_verdicts",
    "redeposit",
    "refresh_clocks",
    "refuse_dossier",
    "reinstate",
    "release_proofs",
    "remove_tray_file",
    "return_for_correction",
    "reuse_answer",
    "rewrite_words",
    "review_proof",
    "start_early_instruction",
    "submit_admissibility",
    "submit_chapter",
    "submit_eligibility",
    "suspend",
    "take_back_chapter",
    "take_off",
    "undo_batch",
    "undo_tray_file",
    "update_chapter",
    "update_dossier",
    "update_tray_file",
    "validate_chapter",
    "void_review_event",
    "void_verdict",
    "withdraw",
]
