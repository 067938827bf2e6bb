"""Our own line: where many hosts that were well fall silent together, none of them is at fault."""

from datetime import datetime

from bot.rules.host import LINE_WINDOW, line_is_cut


class Line:
    """What each host that was tried a short while ago came to, in this process; `cut`: as last judged."""

    def __init__(self) -> None:
        self.cut = False
        self._heard: dict[str, datetime] = {}
        self._missed: dict[str, datetime] = {}

    def heard(self, host: str, now: datetime) -> None:
        """Note that a host answered, if only to refuse us."""
        self._missed.pop(host, None)
        self._heard[host] = now

    def missed(self, host: str, now: datetime) -> None:
        """Note that a host that was well gave no answer."""
        self._heard.pop(host, None)
        self._missed[host] = now

    def judge(self, now: datetime) -> bool:
        """Judge whether it is our own line that is at fault; say whether that has changed."""
        for tried in (self._heard, self._missed):
            for host in [host for host, at in tried.items() if now - at > LINE_WINDOW]:
                del tried[host]
        before, self.cut = self.cut, line_is_cut(self._missed.keys(), self._heard.keys())
        return self.cut is not before
