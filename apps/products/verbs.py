"""One thing that a person may do now with an object: what a page shows as a button."""

from dataclasses import dataclass

from django.utils.functional import Promise

from apps.products.states import Action


@dataclass(frozen=True)
class Verb:
    """A button, shown only where the service accepts the move in this state and for this role.

    `name`: the verb of the service; `label`: French; `url`: the page of the act; `icon`: name of
    a Bootstrap icon; `action`: the right that it asks; `primary`: the natural next step.
    """

    name: str
    label: str | Promise
    url: str
    icon: str
    action: Action
    primary: bool = False
