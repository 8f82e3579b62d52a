"""What every store has to pass. An adapter's test inherits ``StoreContract`` and supplies ``store_factory``:

class TestMyStore(StoreContract):
    @pytest.fixture
    def store_factory(self, tmp_path):
        return functools.partial(MyStore, tmp_path / "store")
"""

from __future__ import annotations

from .store_contract_activity import ActivityContract
from .store_contract_commits import CommitContract
from .store_contract_documents import DocumentContract
from .store_contract_history import HistoryContract
from .store_contract_rooms import RoomContract
from .store_contract_talk import TalkContract

__all__ = ["StoreContract"]


class StoreContract(
    RoomContract, DocumentContract, CommitContract, HistoryContract, TalkContract, ActivityContract
):
    """All promises of ``Store``."""
