"""Addresses of modifications after award."""

from django.urls import path

from apps.changes.views import acts, awards, enforcement, facts, families, letter, pages, triage

app_name = "changes"

urlpatterns = [
    path("", pages.change_list, name="list"),
    path("dossiers/<int:pk>/nouvelle/", facts.create, name="create"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("dossiers/<int:pk>/attribution/", awards.award, name="award"),
    path("dossiers/<int:pk>/attribution/fiche/", awards.record_award, name="record_award"),
    path("dossiers/<int:pk>/audits/nouveau/", awards.plan_audit, name="plan_audit"),
    path("dossiers/<int:pk>/demeures/nouvelle/", awards.record_notice, name="record_notice"),
    path("dossiers/<int:pk>/sanctions/nouvelle/", awards.record_sanction, name="record_sanction"),
    path("audits/<int:pk>/resultat/", enforcement.conclude_audit, name="conclude_audit"),
    path("audits/<int:pk>/annuler/", enforcement.void_audit, name="void_audit"),
    path("demeures/<int:pk>/reponse/", enforcement.answer_notice, name="answer_notice"),
    path("demeures/<int:pk>/fin/", enforcement.end_notice, name="end_notice"),
    path("demeures/<int:pk>/annuler/", enforcement.void_notice, name="void_notice"),
    path("sanctions/<int:pk>/annuler/", enforcement.void_sanction, name="void_sanction"),
    path("composants/<int:pk>/", families.create, name="component"),
    path("<int:pk>/famille/", families.family, name="family"),
    path("<int:pk>/evaluer/", triage.triage, name="triage"),
    path("<int:pk>/lettre.docx", letter.letter, {"form": "docx"}, name="letter_docx"),
    path("<int:pk>/lettre.pdf", letter.letter, {"form": "pdf"}, name="letter_pdf"),
    path("<int:pk>/description/", facts.update, name="update"),
    path("<int:pk>/responsable/", facts.assign, name="assign"),
    path("<int:pk>/exigences/", facts.requirements, name="requirements"),
    path("<int:pk>/pieces/", facts.attach, name="attach"),
    path("<int:pk>/pieces/<int:version_pk>/retirer/", facts.detach, name="detach"),
    path("<int:pk>/sans-impact/", acts.dismiss, name="dismiss"),
    path("<int:pk>/impact/", acts.establish_impact, name="establish_impact"),
    path("<int:pk>/notifier/", acts.notify_ans, name="notify_ans"),
    path("<int:pk>/clore/", acts.close, name="close"),
    path("<int:pk>/demande/", acts.require_new_request, name="require_new_request"),
    path("<int:pk>/dossier/", acts.open_application, name="open_application"),
    path("<int:pk>/depot/", acts.file_new_request, name="file_new_request"),
]
