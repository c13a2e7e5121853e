"""Addresses of CNDA requests and montages."""

from django.urls import path

from apps.cnda.views import acts, opening, pages

app_name = "cnda"

urlpatterns = [
    path("versions/<int:pk>/demander/", opening.create, name="create"),
    path("versions/<int:pk>/montage/", opening.montage_create, name="montage_create"),
    path("montages/<int:pk>/", pages.montage, name="montage"),
    path("montages/<int:pk>/retirer/", opening.montage_withdraw, name="montage_withdraw"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/avancer/", acts.advance, name="advance"),
    path("<int:pk>/retour/", acts.step_back, name="return"),
    path("<int:pk>/verifier/", acts.check, name="check"),
    path("<int:pk>/modifier/", acts.update, name="update"),
    path("<int:pk>/capture/", acts.screenshot, name="screenshot"),
    path("<int:pk>/attestation/", acts.attestation, name="attestation"),
    path("<int:pk>/lettre/", acts.letter, name="letter"),
    path("<int:pk>/lettre/retirer/", acts.take_off_letter, name="take_off_letter"),
    path("<int:pk>/refuser/", acts.refuse, name="refuse"),
    path("<int:pk>/abandonner/", acts.abandon, name="abandon"),
]
