"""What one commit may hold: the vocabulary in which everything else speaks to the store.

A commit is a sequence of these, carried out in order, in one transaction of one room. An operation
with ``numbered = True`` is a committed record: it is given the next ``seq`` of its room. ``at`` is
milliseconds since the Unix epoch, for people to read; only ``seq`` orders.
"""

from __future__ import annotations

from .operations_documents import (
    AddCheckpoint,
    AppendUpdates,
    ChangeDocument,
    ClaimClient,
    ConfirmSave,
    CreateDocument,
    DropCheckpoint,
    FoldUpdates,
    ForgetSaves,
    IntendSave,
)
from .operations_rooms import (
    ChangeRoom,
    CreateInvitation,
    CreateRoom,
    DropMember,
    PurgeRoom,
    PutMember,
    PutPerson,
    RevokeInvitation,
    Role,
    SeeMember,
    UseInvitation,
    Visibility,
)
from .operations_talk import (
    AddActivity,
    Anchor,
    DeleteMessage,
    EditMessage,
    MarkEditsTold,
    MarkRead,
    PostMessage,
)

__all__ = [
    "AddActivity",
    "AddCheckpoint",
    "Anchor",
    "AppendUpdates",
    "ChangeDocument",
    "ChangeRoom",
    "ClaimClient",
    "ConfirmSave",
    "CreateDocument",
    "CreateInvitation",
    "CreateRoom",
    "DeleteMessage",
    "DropCheckpoint",
    "DropMember",
    "EditMessage",
    "FoldUpdates",
    "ForgetSaves",
    "IntendSave",
    "MarkEditsTold",
    "MarkRead",
    "Operation",
    "PostMessage",
    "PurgeRoom",
    "PutMember",
    "PutPerson",
    "RevokeInvitation",
    "Role",
    "SeeMember",
    "UseInvitation",
    "Visibility",
]

Operation = (
    CreateRoom
    | ChangeRoom
    | PurgeRoom
    | PutMember
    | DropMember
    | SeeMember
    | PutPerson
    | CreateDocument
    | ChangeDocument
    | AppendUpdates
    | ClaimClient
    | AddCheckpoint
    | IntendSave
    | ConfirmSave
    | FoldUpdates
    | DropCheckpoint
    | ForgetSaves
    | CreateInvitation
    | UseInvitation
    | RevokeInvitation
    | PostMessage
    | EditMessage
    | DeleteMessage
    | MarkRead
    | AddActivity
    | MarkEditsTold
)
