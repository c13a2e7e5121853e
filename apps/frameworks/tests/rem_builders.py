"""Writes requirement workbooks of the three layouts: small samples, and the demo catalogue.

References are those of the field; every sentence is this project's own.
Run as a module to write fixtures/rem-demo.xlsx again:
`python -m apps.frameworks.tests.rem_builders fixtures/rem-demo.xlsx`.
"""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook

EXIGENCE, PRECONISATION = "EXIGENCE", "PRECONISATION"
SAAS = "Prestations d'hébergement ou Saas"

CONVERGENCE_TITLES = [
    "Périmètre",
    "ID",
    "Chapitre",
    "Fonction",
    "Exigence",
    "Commentaire",
    "Profil",
    "N° scénario",
    "Scénario de conformité",
    "N° preuve",
    "Preuve",
    "Profil historique",
    "Criticité",
    "Ordre",
]
PROOF_TITLES = [
    title for n in range(1, 11) for title in (f"N° preuve {n}", f"Preuve {n}")
]  # fmt: skip
PUBLISHED_TITLES = [
    *CONVERGENCE_TITLES[:6],
    "Nature de l'exigence",
    *CONVERGENCE_TITLES[6:9],
    *PROOF_TITLES,
    "Statut publication",
    "VA N-1",
    "Criticité",
    "Ordre",
]
OLDER_STATEMENT = "Énoncé de l'exigence (DOIT) ou de la préconisation (PEUT)"
OLDER_TITLES = [
    "Exigence conditionnelle OUI/NON",
    "Profil",
    "ID Section",
    "Section",
    "Bloc",
    "Fonction",
    "Nature de l'exigence",
    "N° exigence",
    OLDER_STATEMENT,
    "N° scénario",
    "Scénario de conformité",
    *PROOF_TITLES,
]
TITLES = {
    "published": PUBLISHED_TITLES,
    "convergence": CONVERGENCE_TITLES,
    "older": OLDER_TITLES,
}


@dataclass
class Scenario:
    """A scenario and its proofs, as (number, text)."""

    reference: str
    text: str
    proofs: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Requirement:
    """One requirement of a sample workbook."""

    reference: str
    chapter: str
    statement: str
    scenarios: list[Scenario] = field(default_factory=list)
    function: str = "Fonction principale"
    nature: str = EXIGENCE
    profile: str = "Général"
    chapter_code: str = ""
    perimeter: str = "Vague 2"
    status: str = "Nouvelle exigence"
    previous: str = ""
    comment: str = ""


def requirement(reference: str, chapter: str, statement: str, *scenarios, **fields) -> Requirement:
    """A requirement whose scenarios are (text, proof text, proof text…), numbered as in the field:
    SC.SSI/GEN.18 → scenario SSI/GEN.18.01 → proof SSI/GEN.18.01.02."""
    stem = reference.removeprefix("SC.")
    built = [
        Scenario(
            f"{stem}.{turn:02}",
            text,
            [(f"{stem}.{turn:02}.{n:02}", proof) for n, proof in enumerate(proofs, start=1)],
        )
        for turn, (text, *proofs) in enumerate(scenarios, start=1)
    ]
    return Requirement(reference, chapter, statement, built, **fields)


def sample() -> list[Requirement]:
    """6 requirements, 7 scenarios, 10 proofs, 5 chapters, 2 profiles; one has no scenario."""
    return [
        requirement(
            "SC.SSI/GEN.18",
            "Sécurité",
            "L’éditeur DOIT faire rechercher les failles de sa solution.",
            ("Présenter le test d’intrusion.", "Formulaire PASSI signé", "Plan de correction"),
            chapter_code="SSI",
            previous="SSI/va1.18",
        ),
        requirement(
            "SC.SSI/GEN.06",
            "Sécurité",
            "L’hébergeur DOIT être certifié.",
            ("Présenter le certificat.", "Certificat HDS"),
            chapter_code="SSI",
            profile=SAAS,
        ),
        requirement(
            "SC.DMP/UX.15",
            "DMP",
            "Le système DOIT signaler les nouveaux documents.\n- à l’ouverture\n- en continu",
            ("Signaler à l’ouverture.", "Vidéo ou captures d’écran"),
            ("Signaler en continu.", "Vidéo ou captures d’écran"),
            chapter_code="DMP",
            comment="Voir le guide d’intégration.",
        ),
        requirement(
            "SC.MSS/CONF.02",
            "MSSanté",
            "Le système PEUT retenir une version plus récente de TLS.",
            ("Montrer la version.", "Extrait de configuration", "Extrait de journaux"),
            chapter_code="MSS",
            nature=PRECONISATION,
        ),
        requirement(
            "SC.PSC.01",
            "Pro Santé Connect",
            "Le système DOIT accepter Pro Santé Connect.",
            ("Se connecter depuis un poste.", "Vidéo", "Extrait du jeton"),
            ("Se connecter depuis un mobile.", "Vidéo"),
            chapter_code="PSC",
        ),
        requirement(
            "PORT/va1.01",
            "Portabilité",
            "Le système DOIT exporter les dossiers.",
            chapter_code="PORT",
            perimeter="Vague 1",
            status="Inchangée",
        ),
    ]


def rows_of(layout: str, requirements: list[Requirement]) -> list[dict]:
    """The data rows of a layout, as title → value, in order."""
    make = {"published": _published, "convergence": _convergence, "older": _older}[layout]
    return [row for one in requirements for row in make(one)]


def write_workbook(
    path,
    layout: str = "published",
    requirements: list[Requirement] | None = None,
    *,
    title_line: str = "",
    rename: dict[str, str] | None = None,
    shuffle: int | None = None,
    extra: dict[str, object] | None = None,
    drop: tuple[str, ...] = (),
    hidden_sheet: str = "",
    first_sheet: str = "",
    sheet: str = "Exigences",
    edit: Callable[[list[dict]], None] | None = None,
):
    """Write a workbook and return its path.

    title_line: a title and an empty line above the header; rename: title → other title; shuffle:
    seed for another order of columns; extra: columns put first, title → value; drop: titles left
    out; hidden_sheet: a hidden older copy; first_sheet: a notice before the sheet; edit: changes
    the rows (dicts by title) in place.
    """
    rows = rows_of(layout, sample() if requirements is None else requirements)
    for order, row in enumerate(rows, start=1):
        row["Ordre"] = order
        row.update(extra or {})
    if edit:
        edit(rows)
    titles = [*(extra or {}), *(title for title in TITLES[layout] if title not in drop)]
    if shuffle is not None:
        random.Random(shuffle).shuffle(titles)  # noqa: S311 - an order of columns, not a secret
    workbook = Workbook()
    main = workbook.active
    main.title = sheet
    if first_sheet:
        notice = workbook.create_sheet(first_sheet, 0)
        notice.append(["Mode d’emploi"])
        notice.append(["Chapitre", "une ligne par chapitre"])
    if hidden_sheet:
        hidden = workbook.create_sheet(hidden_sheet, 0)
        hidden.sheet_state = "hidden"
        hidden.append(TITLES[layout])
        hidden.append(["ancienne valeur"] * len(TITLES[layout]))
    if title_line:
        main.append([title_line])
        main.append([])
    main.append([(rename or {}).get(title, title) for title in titles])
    for row in rows:
        main.append([row.get(title) or None for title in titles])
    workbook.active = workbook.index(main)
    workbook.save(path)
    return path


def _shared(one: Requirement) -> dict:
    return {
        "Périmètre": one.perimeter,
        "ID": one.reference,
        "N° exigence": one.reference,
        "Chapitre": one.chapter,
        "Section": one.chapter,
        "ID Section": one.chapter_code,
        "Bloc": one.chapter,
        "Fonction": one.function,
        "Exigence": one.statement,
        OLDER_STATEMENT: one.statement,
        "Commentaire": one.comment,
        "Nature de l'exigence": one.nature,
        "Profil": one.profile,
        "Profil historique": one.profile,
        "Exigence conditionnelle OUI/NON": "NON" if one.profile == "Général" else "OUI",
        "Statut publication": one.status,
        "VA N-1": one.previous,
        "Criticité": "Majeure",
    }


def _published(one: Requirement) -> list[dict]:
    rows = []
    for scenario in one.scenarios or [Scenario("", "")]:
        row = _shared(one) | {
            "N° scénario": scenario.reference,
            "Scénario de conformité": scenario.text,
        }
        for n, (number, text) in enumerate(scenario.proofs, start=1):
            row[f"N° preuve {n}"], row[f"Preuve {n}"] = number, text
        rows.append(row)
    return rows


_older = _published


def _convergence(one: Requirement) -> list[dict]:
    return [
        _shared(one)
        | {
            "N° scénario": scenario.reference,
            "Scénario de conformité": scenario.text,
            "N° preuve": number,
            "Preuve": text,
        }
        for scenario in one.scenarios or [Scenario("", "")]
        for number, text in scenario.proofs or [("", "")]
    ]


VIDEO = "Vidéo ou captures d’écran montrant chaque étape du scénario"
PASSI = "Formulaire PASSI signé électroniquement par le prestataire d’audit"
HONOUR = "Attestation sur l’honneur signée par le représentant légal"
CNDA = "Lettre de référencement CNDA de l’homologation concernée"
RUN = "Identifiant d’exécution du cas de test sur la plateforme de tests"
GAZELLE = "Lien permanent Gazelle du rapport de validation"
HDS = "Certificat HDS en cours de validité, avec son périmètre"
FLOWS = "Matrice des flux, un flux par ligne"
BACKUP = "Procédure de sauvegarde et de restauration"
PSSI = "Politique de sécurité de l’éditeur (PSSI)"
PAS = "Plan d’assurance sécurité (PAS)"
LOGS = "Extrait de journaux horodatés"
CONFIG = "Extrait de configuration"
PLEDGE = "Engagement écrit et signé du représentant légal"
MESSAGE = "Source complète du message échangé, en-têtes compris"
EXPORT = "Exemple d’export accompagné de sa documentation"
MANUAL = "Extrait du manuel utilisateur"
NOTE = "Document décrivant le fonctionnement retenu"

INS, DMP, MSS = (
    "Identité nationale de santé (INS)",
    "Alimentation et consultation du DMP",
    "MSSanté",
)
PSC, CDA, SSI = "Pro Santé Connect", "Documents CDA", "Sécurité des systèmes d’information"
PORT, TBB, APCV = "Portabilité des données", "Tableau de bord des services socles", "ApCV"
VIDEOS, RUM = "Vidéotransmission", "Médicament"
IE = "Identification électronique"

MOBILE, PER_ORG, COPIES = (
    "Equipements mobiles",
    "BAL PER-ORG",
    "Stockage des copies de titres d'identité",
)

# (reference, chapter, function, profile, statement, scenarios); a scenario is (text, proof…).
DEMO = [
    ("INS/va1.01", INS, "Recherche de l’identité", "Général",
     "Le système DOIT appeler le téléservice INSi à partir de la carte Vitale présentée.",
     [("Rechercher l’INS d’un patient à partir de sa carte.", VIDEO, LOGS)]),
    ("INS/va1.02", INS, "Recherche de l’identité", "Général",
     "Le système DOIT appeler le téléservice INSi à partir de traits saisis au clavier.",
     [("Rechercher l’INS avec un seul prénom.", VIDEO),
      ("Rechercher l’INS avec un lieu de naissance à l’étranger.", VIDEO)]),
    ("INS/va1.06", INS, "Vérification", "Général",
     "Le système DOIT vérifier de lui-même auprès d’INSi les identités déjà qualifiées.",
     [("Lancer la vérification d’une identité exacte.", VIDEO),
      ("Lancer la vérification d’une identité devenue fausse.", VIDEO, LOGS)]),
    ("INS/va1.07", INS, "Vérification", "Général",
     "Le système DOIT prévenir l’utilisateur quand une identité vérifiée a changé.",
     [("Afficher l’écart entre les traits locaux et ceux d’INSi.", VIDEO, MANUAL)]),
    ("INS/va1.08", INS, "Vérification", "Général",
     "Le système DOIT retirer le statut qualifié d’une identité que la vérification refuse.",
     [("Constater le nouveau statut après un refus.", VIDEO, LOGS)]),
    ("INS/va1.10", INS, "Affichage", "Général",
     "Le système DOIT montrer le statut de l’identité sur chaque écran du dossier patient.",
     [("Parcourir les écrans d’un dossier qualifié puis provisoire.", VIDEO, MANUAL)]),
    ("INS/va1.12", INS, "Affichage", "Général",
     "Le système PEUT proposer un code-barres de l’identité sur les documents imprimés.",
     [("Imprimer un document et lire son code.", VIDEO)]),
    ("INS/va1.25", INS, "Droits", "Général",
     "Le système DOIT réserver la qualification d’une identité aux personnes habilitées.",
     [("Qualifier avec un compte habilité.", VIDEO),
      ("Tenter la même action sans habilitation.", VIDEO),
      ("Lire la trace des deux actions.", LOGS)]),
    ("INS/va1.42", INS, "Titres d’identité", COPIES,
     "Le système DOIT protéger et purger les copies de titres d’identité qu’il garde.",
     [("Décrire la conservation des copies.", NOTE, CONFIG)]),
    ("SC.DMP/CONF.10", DMP, "Homologation", "Général",
     "L’accès d’un professionnel au DMP DOIT suivre le référentiel de sécurité homologué.",
     [("Présenter l’homologation DMP.", CNDA)]),
    ("SC.DMP/AIRS.03", DMP, "Homologation", "Général",
     "Le système DOIT être homologué pour consulter le DMP en mode AIR simplifié.",
     [("Présenter l’homologation de la consultation en mode AIR.", CNDA)]),
    ("SC.DMP/UX.49", DMP, "Homologation", "Général",
     "Le système DOIT ouvrir le DMP du patient courant par un appel contextuel homologué.",
     [("Présenter l’homologation de l’appel contextuel.", CNDA)]),
    ("SC.DMP/CONF.03", DMP, "Alimentation", "Général",
     "Le système DOIT permettre de supprimer un document envoyé par erreur au DMP.",
     [("Supprimer un document envoyé par erreur.", VIDEO, NOTE)]),
    ("SC.DMP/CONF.06", DMP, "Consentement", "Général",
     "Le système DOIT garder la trace du consentement du patient à la consultation.",
     [("Recueillir puis retrouver le consentement.", VIDEO, LOGS)]),
    ("SC.DMP/CONF.09", DMP, "Consentement", "Général",
     "Le système DOIT bloquer l’envoi au DMP quand le patient s’y est opposé, et le tracer.",
     [("Enregistrer l’opposition puis tenter un envoi.", VIDEO, LOGS)]),
    ("SC.DMP/UX.15", DMP, "Consultation", "Général",
     "Le système DOIT signaler les documents arrivés au DMP depuis la dernière visite.",
     [("Ouvrir un dossier où des documents sont arrivés.", VIDEO, MANUAL),
      ("Régler les types de documents signalés.", VIDEO)]),
    ("SC.DMP/UX.44", DMP, "Intégration", "Général",
     "Le système DOIT conserver et archiver les documents du DMP qu’il a intégrés.",
     [("Intégrer puis archiver un document.", NOTE, VIDEO)]),
    ("SC.DMP/UX.45", DMP, "Consultation", "Général",
     "Le système PEUT donner accès à une aide sur la recherche de documents.",
     []),
    ("SC.MSS/CONF.01", MSS, "Connexion", "Général",
     "Le système DOIT joindre l’API des opérateurs MSSanté en TLS 1.2 au moins.",
     [("Exécuter le cas de test de connexion.", RUN)]),
    ("SC.MSS/CONF.02", MSS, "Connexion", "Général",
     "Le système PEUT retenir une version de TLS plus récente que le minimum.",
     [("Montrer la version négociée.", CONFIG, LOGS)]),
    ("SC.MSS/CONF.04", MSS, "Connexion", PER_ORG,
     "Le système DOIT configurer seul la boîte MSSanté à partir de son adresse.",
     [("Exécuter le cas de test d’autoconfiguration.", RUN)]),
    ("SC.MSS/CONF.09", MSS, "Connexion", "Général",
     "Le système PEUT réduire le nombre d’échanges nécessaires à l’authentification IMAP.",
     []),
    ("SC.MSS/CONF.21", MSS, "Échange avec l’usager", "Général",
     "Le système DOIT permettre de clore un échange avec un usager de Mon espace santé.",
     [("Clore un échange avec un usager.", VIDEO, MESSAGE)]),
    ("SC.MSS/UX.31", MSS, "Échange avec l’usager", PER_ORG,
     "Le système DOIT afficher l’identité de l’usager qui écrit, et non sa seule adresse.",
     [("Recevoir un message d’un usager connu puis inconnu.", VIDEO, VIDEO)]),
    ("SC.MSS/UX.37", MSS, "Suivi", "Général",
     "Le système DOIT donner l’historique des messages MSSanté envoyés et reçus.",
     [("Retrouver un message envoyé et un message reçu.", VIDEO, LOGS)]),
    ("SC.MSS/UX.26", MSS, "Suivi", "BAL APP",
     "Le système PEUT regrouper les messages d’un même échange.",
     [("Afficher un échange de trois messages.", VIDEO)]),
    ("SC.PSC.01", PSC, "Connexion", "Général",
     "Le système DOIT accepter l’authentification des professionnels par Pro Santé Connect.",
     [("Se connecter avec la carte.", VIDEO, LOGS),
      ("Se connecter avec l’application mobile.", VIDEO, LOGS),
      ("Se connecter depuis un client lourd.", VIDEO, CONFIG),
      ("Se connecter en mode dégradé.", VIDEO, NOTE)]),
    ("SC.PSC.02", PSC, "Connexion", "Environnement hospitalier",
     "Le système DOIT rattacher l’identité Pro Santé Connect à un compte local existant.",
     [("Rattacher un compte lors de la première connexion.", VIDEO, MANUAL)]),
    ("SC.PSC.08", PSC, "Jetons", "Général",
     "Le système DOIT demander le niveau de garantie attendu dans le paramètre acr_values.",
     [("S’engager sur la valeur demandée.", PLEDGE)]),
    ("SC.PSC.09", PSC, "Jetons", "Général",
     "Le système DOIT refuser un jeton périmé ou mal signé.",
     [("Présenter un jeton périmé puis un jeton altéré.", VIDEO, LOGS)]),
    ("SC.PSC.14", PSC, "Espace de confiance", "Général",
     "L’éditeur DOIT faire réaliser un test d’intrusion avant d’entrer dans l’espace de confiance.",
     [("Présenter le résultat du test d’intrusion.", PASSI)]),
    ("SC.CDA/VISU.01", CDA, "Affichage", "Général",
     "Le système DOIT afficher un document CDA de façon lisible pour l’utilisateur.",
     [("Ouvrir un document structuré et un document non structuré.", VIDEO, MANUAL)]),
    ("SC.CDA/INT.04", CDA, "Intégration", "Général",
     "Le système DOIT permettre de trier les documents importés.",
     [("Trier par date puis par type.", VIDEO)]),
    ("SC.CDA/INT.14", CDA, "Intégration", "Suivi de l'enfant",
     "Le système PEUT choisir les informations montrées pour chaque groupe de documents.",
     [("Changer les informations montrées.", VIDEO)]),
    ("DOC.01", CDA, "Production", "Général",
     "Le système DOIT produire des documents CDA R2 niveau 1 qui contiennent un PDF.",
     [("Valider un document produit.", GAZELLE)]),
    ("DOC.02", CDA, "Production", "Général",
     "Le système DOIT produire des documents CDA R2 niveau 3 pour les volets qu’il couvre.",
     [("Valider un document de chaque volet.", GAZELLE, GAZELLE)]),
    ("SC.SSI/GEN.01", SSI, "Gouvernance", "Général",
     "L’éditeur DOIT nommer les responsables de la sécurité de la solution.",
     [("Attester des nominations.", HONOUR)]),
    ("SC.SSI/GEN.02", SSI, "Gouvernance", "Général",
     "L’éditeur DOIT sensibiliser ses équipes à la sécurité.",
     [("Présenter le programme de sensibilisation.", NOTE, PSSI)]),
    ("SC.SSI/GEN.03", SSI, "Gouvernance", SAAS,
     "L’éditeur DOIT tenir un plan d’assurance sécurité à la disposition de ses clients.",
     [("Présenter le plan.", PAS)]),
    ("SC.SSI/GEN.04", SSI, "Gouvernance", "Général",
     "L’éditeur DOIT tenir une politique de sécurité approuvée par sa direction.",
     [("Présenter la politique et son approbation.", PSSI, HONOUR)]),
    ("SC.SSI/GEN.06", SSI, "Hébergement", SAAS,
     "L’hébergeur des données de santé DOIT être certifié HDS.",
     [("CAS 1 : l’éditeur héberge ou fait héberger.", HDS, NOTE),
      ("CAS 2 : le client héberge lui-même.", HONOUR)]),
    ("SC.SSI/GEN.07", SSI, "Durcissement", "Général",
     "Les composants de la solution DOIVENT être durcis avant leur mise en service.",
     [("Faire contrôler le durcissement.", PASSI)]),
    ("SC.SSI/GEN.08", SSI, "Imports", "Général",
     "Le système DOIT contrôler tout fichier qu’il reçoit de l’extérieur.",
     [("Faire contrôler l’import de fichiers.", PASSI)]),
    ("SC.SSI/GEN.09", SSI, "Flux", "Général",
     "L’éditeur DOIT tenir à jour la matrice des flux de la solution.",
     [("Présenter la matrice.", FLOWS)]),
    ("SC.SSI/GEN.10", SSI, "Flux", SAAS,
     "L’éditeur DOIT décrire les interconnexions de la plateforme hébergée.",
     [("Présenter les interconnexions.", FLOWS)]),
    ("SC.SSI/GEN.11", SSI, "Flux", "Général",
     "Le système DOIT refuser les flux qui ne sont pas décrits dans la matrice.",
     [("Tenter un flux non décrit.", CONFIG, LOGS)]),
    ("SC.SSI/GEN.12", SSI, "Flux", "Général",
     "Le système DOIT protéger la confidentialité et l’intégrité de ses flux.",
     [("Faire contrôler la protection des flux.", PASSI, NOTE)]),
    ("SC.SSI/GEN.13", SSI, "Cryptographie", "Général",
     "Le système DOIT employer des procédés cryptographiques reconnus.",
     [("Faire contrôler les procédés.", PASSI)]),
    ("SC.SSI/GEN.15", SSI, "Mobilité", MOBILE,
     "Les accès Wifi des équipements mobiles DOIVENT être authentifiés et chiffrés.",
     [("Attester de la protection des accès.", HONOUR)]),
    ("SC.SSI/GEN.16", SSI, "Droits", "Général",
     "Le système DOIT séparer les droits d’administration des droits d’usage.",
     [("Faire contrôler la séparation des droits.", PASSI)]),
    ("SC.SSI/GEN.17", SSI, "Droits", "Général",
     "Le système DOIT fonctionner sans compte générique.",
     [("Faire contrôler l’absence de compte générique.", PASSI)]),
    ("SC.SSI/GEN.18", SSI, "Vulnérabilités", "Général",
     "L’éditeur DOIT faire rechercher les vulnérabilités et tester l’intrusion.",
     [("Présenter le test et le plan de correction.", PASSI, NOTE)]),
    ("SC.SSI/GEN.19", SSI, "Vulnérabilités", "Général",
     "L’éditeur DOIT publier ses correctifs de sécurité avec leur criticité.",
     [("Présenter un bulletin de correctif.", NOTE, MANUAL)]),
    ("SC.SSI/GEN.20", SSI, "Vulnérabilités", "Général",
     "L’éditeur DOIT suivre les vulnérabilités des composants qu’il emploie.",
     [("Présenter la veille.", HONOUR, NOTE)]),
    ("SC.SSI/GEN.21", SSI, "Sauvegarde", SAAS,
     "L’éditeur DOIT tenir et éprouver une procédure de sauvegarde et de restauration.",
     [("Présenter la procédure et le dernier essai.", BACKUP, LOGS)]),
    ("SC.SSI/GEN.22", SSI, "Télémaintenance", "Général",
     "La télémaintenance DOIT être tracée et acceptée par le client.",
     [("CAS 1 : la télémaintenance existe.", NOTE),
      ("CAS 2 : elle n’existe pas.", HONOUR)]),
    ("SC.SSI/IE.31", IE, "Coordonnées", "Général",
     "Le système DOIT vérifier le téléphone et l’adresse électronique du professionnel.",
     [("Enregistrer puis confirmer des coordonnées.", VIDEO, MANUAL)]),
    ("SC.SSI/IE.33", IE, "Attributs", "Général",
     "Le système DOIT garder les attributs d’identité fournis pour un professionnel.",
     [("Afficher les attributs reçus.", VIDEO)]),
    ("SC.SSI/IE.38", IE, "Session", "Général",
     "Le système DOIT permettre de fermer sa session depuis tous les écrans.",
     [("Fermer la session depuis plusieurs écrans.", VIDEO)]),
    ("SC.SSI/IE.39", IE, "Session", "Général",
     "Le système DOIT déconnecter un professionnel resté inactif.",
     [("Laisser la session inactive.", VIDEO, CONFIG)]),
    ("SC.SSI/IE.40", IE, "Session", "Général",
     "Le système PEUT fermer la session quand le navigateur se ferme.",
     [("Fermer le navigateur puis revenir.", VIDEO)]),
    ("SC.SSI/IE.55", IE, "Session", "IE Usagers",
     "Le système DOIT déconnecter un usager resté inactif.",
     [("Laisser la session de l’usager inactive.", VIDEO, CONFIG)]),
    ("SC.SSI/IAM.91", IE, "Comptes", "IAM",
     "Le système DOIT présenter une revue périodique des comptes et de leurs droits.",
     [("Produire la revue des comptes.", VIDEO, EXPORT)]),
    ("SC.SSI/IAM.92", IE, "Comptes", "IAM",
     "Le système DOIT distinguer les comptes à privilèges des comptes ordinaires.",
     [("Créer un compte à privilèges.", VIDEO, MANUAL)]),
    ("SC.SSI/IAM.93", IE, "Comptes", "IAM",
     "Le système PEUT désactiver seul les comptes à privilèges inutilisés.",
     [("Constater la désactivation.", VIDEO, LOGS)]),
    ("PORT/va1.01", PORT, "Export", "Général",
     "Le système DOIT exporter la totalité des dossiers dans un format lisible et documenté.",
     [("Exporter une base d’essai.", EXPORT, NOTE)]),
    ("PORT/va1.02", PORT, "Export", "Général",
     "Le système DOIT permettre de choisir la profondeur d’historique de l’export.",
     [("Exporter deux profondeurs d’historique.", VIDEO, EXPORT)]),
    ("PORT/va1.03", PORT, "Import", "Centres de santé",
     "Le système PEUT reprendre l’export d’une autre solution.",
     []),
    ("TBB/va1.01", TBB, "Indicateurs", "Général",
     "Le système DOIT compter les documents envoyés au DMP et par MSSanté.",
     [("Afficher les compteurs d’une période.", VIDEO, MANUAL)]),
    ("TBB/va1.03", TBB, "Indicateurs", "Général",
     "Le système DOIT présenter l’usage des services socles dans un tableau de bord.",
     [("Afficher le tableau de bord.", VIDEO, EXPORT)]),
    ("TBB/va1.04", TBB, "Indicateurs", "Général",
     "Le système PEUT détailler le contenu des flux dans le tableau de bord.",
     []),
    ("SC.APCV.01", APCV, "Agrément", "Général",
     "Le système DOIT être agréé pour l’ApCV selon l’addendum 8.",
     [("Présenter l’agrément.", CNDA)]),
    ("SC.APCV.02", APCV, "Lecture", "Médecin traitant",
     "Le système DOIT lire les droits du patient par l’ApCV comme par la carte Vitale.",
     [("Lire les droits d’un patient d’essai.", VIDEO, LOGS),
      ("Constater le message quand l’application ne répond pas.", VIDEO)]),
    ("SC.VID.01", VIDEOS, "Séance", "Général",
     "Le système DOIT chiffrer de bout en bout la vidéo d’une téléconsultation.",
     [("Décrire le chiffrement et le montrer pendant une séance.", NOTE, VIDEO)]),
    ("SC.VID.02", VIDEOS, "Séance", "IE Usagers",
     "Le système DOIT vérifier l’identité de l’usager avant d’ouvrir la séance.",
     [("Accueillir un usager attendu puis un inconnu.", VIDEO, LOGS)]),
    ("SC.VID.03", VIDEOS, "Séance", "Général",
     "Le système PEUT proposer une salle d’attente avec un essai du son et de l’image.",
     [("Entrer dans la salle d’attente.", VIDEO)]),
    ("SC.RUM.01", RUM, "Base de médicaments", "Général",
     "Le système DOIT employer une base de médicaments reconnue et tenue à jour.",
     [("Déclarer la base employée.", HONOUR, NOTE)]),
]  # fmt: skip
OPTIONAL = {
    "INS/va1.12",
    "SC.DMP/UX.45",
    "SC.MSS/CONF.02",
    "SC.MSS/CONF.09",
    "SC.MSS/UX.26",
    "SC.CDA/INT.14",
    "SC.SSI/IE.40",
    "SC.SSI/IAM.93",
    "PORT/va1.03",
    "TBB/va1.04",
    "SC.VID.03",
}


def demo_requirements() -> list[Requirement]:
    """The demo catalogue: one fictitious publisher's pathway, published layout."""
    return [
        requirement(
            reference,
            chapter,
            statement,
            *scenarios,
            function=function,
            profile=profile,
            nature=PRECONISATION if reference in OPTIONAL else EXIGENCE,
            perimeter="Vague 1" if "/va1." in reference else "Vague 2",
            status="Inchangée" if "/va1." in reference else "Nouvelle exigence",
        )
        for reference, chapter, function, profile, statement, scenarios in DEMO
    ]


def demo_workbook(path):
    """Write the workbook of fixtures/rem-demo.xlsx."""
    return write_workbook(
        path, "published", demo_requirements(), title_line="Exigences minimales – démonstration"
    )


if __name__ == "__main__":
    demo_workbook(Path(sys.argv[1]))
