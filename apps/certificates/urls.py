"""Addresses of certificates."""

from django.urls import path

from apps.certificates.views import acts, care, entering, orders, pages

app_name = "certificates"

urlpatterns = [
    path("", pages.certificate_list, name="list"),
    path("ajouter/", pages.add, name="add"),
    path("habilitations/", pages.papers, name="papers"),
    path("produits/<int:pk>/deposer/", entering.drop, name="drop"),
    path("produits/<int:pk>/saisir/", entering.create, name="create"),
    path("produits/<int:pk>/commander/", orders.order_create, name="order_create"),
    path("produits/<int:pk>/carte/", orders.card, name="card"),
    path("produits/<int:pk>/delegation/", orders.delegate, name="delegate"),
    path("delegations/<int:pk>/fin/", orders.end_delegation, name="end_delegation"),
    path("commandes/<int:pk>/", pages.order, name="order"),
    path("commandes/<int:pk>/relire/", orders.check_order, name="check_order"),
    path("commandes/<int:pk>/envoyer/", orders.send_order, name="send_order"),
    path("commandes/<int:pk>/abandonner/", orders.drop_order, name="drop_order"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/certificat.pem", pages.pem, name="pem"),
    path("<int:pk>/retrait/", acts.activate, name="activate"),
    path("<int:pk>/renouveler/", acts.renew, name="renew"),
    path("<int:pk>/revoquer/", acts.revoke, name="revoke"),
    path("<int:pk>/nouvelle-commande/", orders.order_again, name="order_again"),
    path("<int:pk>/sans-remplacement/", acts.give_up, name="give_up"),
    path("<int:pk>/fiche/", acts.update, name="update"),
    path("<int:pk>/administrateur/", acts.assign, name="assign"),
    path("<int:pk>/preavis/", acts.note_facts, name="note_facts"),
    path("<int:pk>/adresses/", care.add_mailbox, name="add_mailbox"),
    path("<int:pk>/adresses/<int:email_pk>/retirer/", care.remove_mailbox, name="remove_mailbox"),
    path("<int:pk>/etapes/<slug:step>/", care.check_step, name="check_step"),
]
