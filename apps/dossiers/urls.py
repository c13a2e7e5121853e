"""Addresses of dossiers, their chapters, proofs and facts."""

from django.urls import path

from apps.dossiers.views import chapters, detail, moves, opening, review, tray

app_name = "dossiers"

urlpatterns = [
    path("nouveau/", opening.choose_version, name="create"),
    path("nouveau/<int:pk>/", opening.create, name="create"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/projection/", detail.projection, name="projection"),
    path("<int:pk>/modifier/", opening.update, name="update"),
    path("<int:pk>/profils/", opening.choose_profiles, name="choose_profiles"),
    path("<int:pk>/eligibilite/", moves.submit_eligibility, name="submit_eligibility"),
    path("<int:pk>/recevabilite/", moves.submit_admissibility, name="submit_admissibility"),
    path("<int:pk>/depot-ouvert/", moves.open_proofs, name="open_proofs"),
    path(
        "<int:pk>/instruction-anticipee/",
        moves.start_early_instruction,
        name="start_early_instruction",
    ),
    path("<int:pk>/complet/", moves.declare_complete, name="declare_complete"),
    path("<int:pk>/retour/", review.return_for_correction, name="return_for_correction"),
    path("<int:pk>/redepot/", review.redeposit, name="redeposit"),
    path("<int:pk>/decision/", moves.award, name="award"),
    path("<int:pk>/refus/", moves.refuse, name="refuse"),
    path("<int:pk>/abandon/", moves.abandon, name="abandon"),
    path("<int:pk>/suspension/", moves.suspend, name="suspend"),
    path("<int:pk>/fin-suspension/", moves.reinstate, name="reinstate"),
    path("<int:pk>/retrait/", moves.withdraw, name="withdraw"),
    path("<int:pk>/fichiers/", tray.tray, name="tray"),
    path("<int:pk>/fichiers/recevoir/", tray.receive, name="tray_receive"),
    path("<int:pk>/fichiers/poser/", tray.lay, name="tray_lay"),
    path("fichiers/<int:pk>/", tray.edit, name="tray_edit"),
    path("fichiers/<int:pk>/retirer/", tray.remove, name="tray_remove"),
    path("fichiers/<int:pk>/remettre/", tray.undo, name="tray_undo"),
    path("faits/<int:pk>/annuler/", review.void_event, name="void_event"),
    path("verdicts/<int:pk>/annuler/", review.void_verdict, name="void_verdict"),
    path("chapitres/<int:pk>/", chapters.chapter, name="chapter"),
    path("chapitres/<int:pk>/fiche/", chapters.update_chapter, name="update_chapter"),
    path("chapitres/<int:pk>/deposer/", chapters.answer, name="answer"),
    path("chapitres/<int:pk>/poser/", chapters.lay, name="lay"),
    path("chapitres/<int:pk>/verdicts/", review.record_verdicts, name="record_verdicts"),
    path("chapitres/<int:pk>/soumettre/", chapters.submit_chapter, name="submit_chapter"),
    path("chapitres/<int:pk>/reprendre/", chapters.take_back_chapter, name="take_back_chapter"),
    path("chapitres/<int:pk>/valider/", chapters.validate_chapter, name="validate_chapter"),
    path("reponses/<int:pk>/retirer/", chapters.take_off, name="take_off"),
]
