"""Every address × every role × every method answers as its declared policy says."""

from contextlib import contextmanager
from http.cookies import SimpleCookie

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.products.access import PUBLIC, SIGNED_IN, Policy
from apps.products.states import ALLOWED_TO, Action, Role
from tests.addresses import PUBLIC_ACCOUNT_PAGES, SIGNED_IN_ACCOUNT_PAGES, addresses, ours
from tests.house import said
from tests.world import ROLES, World, build_world

pytestmark = pytest.mark.django_db
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
MAY = {
    "reader": ALLOWED_TO[Role.READER],
    "contributor": ALLOWED_TO[Role.CONTRIBUTOR],
    "lead": ALLOWED_TO[Role.LEAD],
    "administrator": set(Action),
}
SIGN_IN, MISSING, FORBIDDEN, NO_METHOD, FINE = "sign in", 404, 403, 405, "fine"


def expected(policy: Policy, role: str, method: str, audience: set[str]):
    """Return what a role must get: SIGN_IN, a status, or FINE for whatever the page answers."""
    if method not in policy.methods:
        return NO_METHOD
    if policy.level == PUBLIC:
        return FINE
    if role in {"nobody", "disabled"}:
        return SIGN_IN
    if role not in audience:
        return MISSING
    if policy.level == SIGNED_IN:
        return FINE
    if policy.model is None:
        return FINE if role == "administrator" else FORBIDDEN
    return FINE if policy.level in MAY[role] else FORBIDDEN


def got(response):
    """Return the class of an answer, in the words of `expected`."""
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return SIGN_IN
    if response.status_code in {MISSING, FORBIDDEN, NO_METHOD}:
        return response.status_code
    if response.status_code >= 500 and response.status_code != 507:
        return f"{response.status_code} {response.exc_info and response.exc_info[1]!r}"
    return FINE


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Build the world once for the module; each visit is undone by itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World, django_db_blocker) -> dict[str, Client]:
    """Return a browser by role, signed in; one account is disabled afterwards."""
    found = {}
    for role, person in world.people.items():
        found[role] = Client(raise_request_exception=False)
        if person is not None:
            found[role].force_login(person)
    disabled = world.people["disabled"]
    disabled.is_active = False
    disabled.save()
    return found


@contextmanager
def undone(client: Client):
    """Forget what a visit did to the database and to the browser."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)


def visit(client: Client, method: str, url: str):
    """Return the answer to one request, undone."""
    with undone(client):
        response = client.generic(method, url)
        b"".join(response) if response.streaming else response.content
        return response


@pytest.mark.parametrize("address", ours(), ids=str)
def test_every_role_gets_what_the_policy_says(address, world, clients, settings):
    settings.EVIDENCE_ROOT = world.root
    assert address.policy is not None, f"{address} declares no policy"
    audience, url = world.audience(address), address.url(world.values(address))
    wrong = []
    for role in ROLES:
        for method in METHODS:
            wanted = expected(address.policy, role, method, audience)
            answer = got(visit(clients[role], method, url))
            if answer != wanted:
                wrong.append(f"{method} {url} as {role}: {answer}, not {wanted}")
    assert not wrong, said(wrong)


def test_every_address_declares_its_policy():
    packages = PUBLIC_ACCOUNT_PAGES | SIGNED_IN_ACCOUNT_PAGES
    undeclared = [
        str(each)
        for each in addresses()
        if each.policy is None and each.namespace != "admin" and each.name not in packages
    ]
    assert not undeclared, said(undeclared)


def test_the_table_of_account_pages_holds_no_ghost():
    known = {each.name for each in addresses()}
    assert known >= PUBLIC_ACCOUNT_PAGES | SIGNED_IN_ACCOUNT_PAGES


@pytest.mark.parametrize("name", sorted(SIGNED_IN_ACCOUNT_PAGES))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_account_pages_ask_to_sign_in(name, method, clients):
    for role in ("nobody", "disabled"):
        assert got(visit(clients[role], method, reverse(name))) == SIGN_IN


@pytest.mark.parametrize("name", sorted(PUBLIC_ACCOUNT_PAGES | SIGNED_IN_ACCOUNT_PAGES))
@pytest.mark.parametrize("role", ["nobody", "lead"])
def test_account_pages_never_break(name, role, clients):
    arguments = {
        "account_confirm_email": {"key": "wrong"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "wrong"},
    }
    url = reverse(name, kwargs=arguments.get(name))
    assert visit(clients[role], "GET", url).status_code < 500


def admin_pages() -> list[str]:
    """Return the admin's addresses that only administrators may open."""
    open_to_all = {"admin:login", "admin:logout", "admin:jsi18n"}
    names = {each.name for each in addresses() if each.namespace == "admin"}
    return sorted(name for name in names - open_to_all if name != "admin:")


@pytest.mark.parametrize("name", admin_pages())
def test_the_admin_is_for_administrators(name, world, clients):
    url = reverse(name, args=_admin_arguments(name))
    for role in ROLES:
        status = visit(clients[role], "GET", url).status_code
        if role == "administrator":
            assert status in {200, 302, 403, 404, 405}, (role, url, status)
        else:
            assert status in {302, 403, 404}, (role, url, status)


def _admin_arguments(name: str) -> list:
    pattern = next(each for each in addresses() if each.name == name)
    for model in admin.site._registry:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            first = model._default_manager.first()
            values = {"object_id": first.pk if first else 0}
            named = [values.get(argument, 1) for argument in pattern.arguments]
            return named or [values["object_id"], 1][: pattern.unnamed]
    return [{"app_label": "accounts"}.get(argument, 1) for argument in pattern.arguments]


SIGNED_ADDRESSES = {"reminders:unsubscribe"}
"""Posted to by mail programs, which have no cookie: the signature in the address is the right."""


def test_posts_need_their_token(world, clients):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["lead"])
    posts = [
        each
        for each in ours()
        if each.policy and "POST" in each.policy.methods and each.name not in SIGNED_ADDRESSES
    ]
    through = [
        str(each)
        for each in posts
        if visit(client, "POST", each.url(world.values(each))).status_code != FORBIDDEN
    ]
    assert posts
    assert not through, said(through)
