"""Addresses of CNDA requests and montages."""

from django.urls import path

from apps.cnda import views

app_name = "cnda"

urlpatterns = [
    path("versions/<int:pk>/demander/", views.create, name="create"),
    path("versions/<int:pk>/montage/", views.montage_create, name="montage_create"),
    path("montages/<int:pk>/", views.montage, name="montage"),
    path("montages/<int:pk>/retirer/", views.montage_withdraw, name="montage_withdraw"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/avancer/", views.advance, name="advance"),
    path("<int:pk>/retour/", views.step_back, name="return"),
    path("<int:pk>/verifier/", views.check, name="check"),
    path("<int:pk>/modifier/", views.update, name="update"),
    path("<int:pk>/capture/", views.screenshot, name="screenshot"),
    path("<int:pk>/attestation/", views.attestation, name="attestation"),
    path("<int:pk>/lettre/", views.letter, name="letter"),
    path("<int:pk>/lettre/retirer/", views.take_off_letter, name="take_off_letter"),
    path("<int:pk>/refuser/", views.refuse, name="refuse"),
    path("<int:pk>/abandonner/", views.abandon, name="abandon"),
]
