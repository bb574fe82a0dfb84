"""A draft that is open in a browser: this process's half of the editor's protocol.

The browser owns the text; here stands what of it is stored, what was heard of it, and
what stands in the way. Nothing in here knows Streamlit.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from assistant.draft import with_line_feeds
from assistant.errors import AssistantError, ConflictError, DraftNotFoundError
from assistant.store import Store, StoredDraft
from assistant.ui.answers import answer_passage, list_versions, read_version
from assistant.ui.passages import PassageQuestion
from assistant.ui.person import browser_person

SaveState = Literal["saved", "conflict", "failed", "gone"]
ActKind = Literal[
    "accept",
    "dismiss",
    "restore",
    "keep",
    "keep-as-new",
    "list-versions",
    "read-version",
    "read-passage",
    "rewrite",
    "ask-model",
    "preview-model",
    "offer-comment",
    "put-in-library",
    "review",
    "close",
]

# Where a tab's session keeps the id of the draft it opened last.
LAST_OPENED = "desk.last"


class Act(BaseModel):
    """Something the author decided in the browser (``Act`` in ``protocol.ts``)."""

    model_config = ConfigDict(frozen=True)

    seq: int
    kind: ActKind
    fingerprint: str = ""
    category: str = ""
    quote: str = ""
    rule: str = ""
    reason: str = ""
    scope: str = "draft"
    phrase: str = ""
    text: str = ""
    of: str = ""
    version: int = 0
    start: int = 0
    end: int = 0


class Message(BaseModel):
    """The whole text at one revision, and the acts not yet answered (``Doc`` there)."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel)

    draft_id: str
    session_id: str = Field(min_length=1, max_length=64)
    revision: int = Field(ge=0)
    base_version: int
    text: str
    person: str = ""
    acts: tuple[Act, ...] = ()
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """The last message received: its session and revision, and the last act carried out."""

    session_id: str = ""
    revision: int = 0
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Theirs:
    """What was stored from elsewhere since the version the browser's text is based on."""

    version: int
    text: str
    saved_at: datetime.datetime
    session_id: str


@dataclass
class OpenDraft:
    """One draft open in one browser tab.

    Attributes:
        draft_id: The draft.
        epoch: Raised to replace the text in the browser.
        text: The text to analyse: what the browser last sent, or what is stored.
        stored: The draft as this tab last knew it to be stored.
        server: Version, session and revision to acknowledge to the browser.
        heard: The last message.
        save_state: Whether `text` is stored, and if not, why not.
        message: What to tell the author about it, or "".
        theirs: What somebody else stored meanwhile: in a conflict, or while this tab had
            nothing to save.
        kept: Texts the author replaced, to be stored below the next text that is stored.
        answers: To acts of the last session, until the browser has them.
        rewrites: Passages the page is to have said again by the model.
        shelvings: Acts that ask to put the draft into the library, by number.
        wants: Acts for the page to carry out: closing, the model.
        opened: Draft to open next: the one "keep as new" made, or "".
        asked: Fingerprints of the findings being dismissed: a comment may be offered for them.
        person: Who sits at this tab (`assistant.ui.person`), "" until it is known.
        adopted: Draft and session of browser copies that became drafts of their own.
        id: Unique to this tab's opening, to name its work in the background.
    """

    draft_id: str
    text: str
    stored: StoredDraft
    server: tuple[int, str, int]
    epoch: int = 0
    heard: Heard = field(default_factory=Heard)
    save_state: SaveState = "saved"
    message: str = ""
    theirs: Theirs | None = None
    kept: list[str] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    rewrites: list[PassageQuestion] = field(default_factory=list)
    shelvings: list[int] = field(default_factory=list)
    wants: list[ActKind] = field(default_factory=list)
    opened: str = ""
    asked: frozenset[str] = frozenset()
    person: str = ""
    adopted: list[tuple[str, str]] = field(default_factory=list)
    id: str = field(default_factory=lambda: uuid4().hex)

    @classmethod
    def open(cls, store: Store, draft_id: str) -> Self:
        """Return the stored draft, opened.

        Raises:
            DraftNotFoundError: There is no such draft.
            StoreError: The database cannot be used.
        """
        stored = store.draft(draft_id)
        server = (stored.version, stored.session_id, stored.session_revision)
        return cls(draft_id, with_line_feeds(stored.text), stored, server)

    def receive(self, store: Store, raw: Any) -> None:
        """Take in a message of the browser: store its text, carry out its acts.

        Nothing is raised: what goes wrong becomes the save state, and the browser sends
        the message again.
        """
        try:
            message = Message.model_validate(raw)
        except ValidationError:
            return
        if message.draft_id != self.draft_id:
            return
        self.text = message.text
        self.person = self.person or browser_person(message.person)
        is_same_session = message.session_id == self.heard.session_id
        seq = self.heard.seq if is_same_session else 0
        self.answers = [
            one for one in self.answers if is_same_session and one["seq"] > message.answered
        ]
        self.kept += [act.text for act in message.acts if act.kind == "keep" and act.seq > seq]
        try:
            self._save(store, message)
        except DraftNotFoundError as error:
            self.save_state, self.message = "gone", str(error)
        except AssistantError as error:
            self.save_state, self.message = "failed", str(error)
        for act in message.acts:
            if act.seq <= seq:
                continue
            try:
                self._carry_out(store, act, message)
            except DraftNotFoundError:
                pass  # a decision about a draft that is gone
            except AssistantError as error:
                self.save_state, self.message = "failed", str(error)
                break
            seq = act.seq
        self.heard = Heard(message.session_id, message.revision, seq)

    def _save(self, store: Store, message: Message) -> None:
        is_known = (
            self.save_state == "saved"
            and not self.kept
            and message.text == with_line_feeds(self.stored.text)
            and message.base_version == self.stored.version
        )
        theirs = None
        if is_known:
            theirs = self._find_newer(store)
        else:
            try:
                version = store.save_draft(
                    self.draft_id,
                    message.text,
                    message.base_version,
                    session_id=message.session_id,
                    session_revision=message.revision,
                    kept=self.kept,
                )
            except ConflictError as conflict:
                stored = store.draft(self.draft_id)
                is_late = (
                    stored.session_id == message.session_id
                    and stored.session_revision >= message.revision
                )
                if not is_late:
                    self.save_state, self.message = "conflict", conflict.message
                    self.theirs = _theirs(stored)
                    return
                # An older message of this very editor, overtaken on its way.
                version = stored.version
            self.stored = store.draft(self.draft_id)
            if self.stored.version != version:
                # Somebody saved between the two calls; the browser must not skip that.
                self.stored = replace(self.stored, version=version, text=message.text)
            self.kept = []
        self.save_state, self.message, self.theirs = "saved", "", theirs
        self.server = (self.stored.version, message.session_id, message.revision)

    def _find_newer(self, store: Store) -> Theirs | None:
        if store.draft_version(self.draft_id) == self.stored.version:
            return None
        return _theirs(store.draft(self.draft_id))

    def _carry_out(self, store: Store, act: Act, message: Message) -> None:
        match act.kind:
            case "dismiss" if act.scope == "person" and self.person:
                store.dismiss_phrase(
                    self.person, act.category, act.phrase, reason=act.reason, rule=act.rule
                )
            case "restore" if act.scope == "person":
                store.restore_phrase(self.person, act.category, act.phrase)
            case "accept" | "dismiss":
                store.record_decision(
                    self.draft_id,
                    act.fingerprint,
                    "accepted" if act.kind == "accept" else "dismissed",
                    act.reason,
                    quote=act.quote,
                    category=act.category,
                    rule=act.rule,
                    scope="text" if act.scope == "text" else "draft",
                )
            case "restore":
                store.remove_decision(self.draft_id, act.fingerprint)
            case "keep-as-new":
                self.opened = store.create_draft(act.text).id
                self.adopted.append((self.draft_id, act.of))
            case "list-versions":
                self.answers.append(list_versions(store, self.draft_id, act.seq))
            case "read-version":
                self.answers.append(read_version(store, self.draft_id, act.version, act.seq))
            case "read-passage":
                self.answers.append(answer_passage(_passage(act, message)))
            case "rewrite":
                self.rewrites.append(_passage(act, message))
            case "keep":
                pass  # stored with the text that came with it
            case "offer-comment":
                self.asked = frozenset(act.text.split())
            case "put-in-library":
                self.shelvings.append(act.seq)
            case "ask-model" | "preview-model" | "review" | "close":
                self.wants.append(act.kind)


def _passage(act: Act, message: Message) -> PassageQuestion:
    return PassageQuestion(
        session_id=message.session_id,
        seq=act.seq,
        revision=message.revision,
        text=message.text,
        start=act.start,
        end=act.end,
        quote=act.quote,
    )


def _theirs(stored: StoredDraft) -> Theirs:
    text = with_line_feeds(stored.text)
    return Theirs(stored.version, text, stored.updated_at, stored.session_id)
