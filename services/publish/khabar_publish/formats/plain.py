"""An article as plain text: its headline, an empty line between paragraphs, points before what is listed."""

from collections.abc import Iterator

from khabar import EnrichedRevision, Event
from khabar.models import Removal
from khabar_publish.formats.pieces import Piece, pieces
from khabar_publish.formats.words import Words, calm, words
from khabar_publish.settings import PublishSettings

_POINT = "• "


class Plain:
    """Renders text in which nothing is wrapped and nothing marked; of a withdrawn article, the notice."""

    content_type = "text/plain; charset=utf-8"
    suffix = ".txt"

    def __init__(self, settings: PublishSettings) -> None:
        self._newsroom = settings.newsroom_config.newsroom

    def render(self, event: Event) -> bytes | None:
        """Render the text."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            said = [calm(told.headline), *paragraphs(told, words(self._newsroom, told.language))]
        elif isinstance(told, Removal) and event.name == "article.withdrawn":
            said = [words(self._newsroom).withdrawn(calm(told.reason))]
        else:
            return None
        return ("\n\n".join(said) + "\n").encode()


def paragraphs(revision: EnrichedRevision, said: Words) -> Iterator[str]:
    """The paragraphs of an article's text, those without words left out."""
    return (text for piece in pieces(revision, said) if (text := _written(piece)))


def _written(piece: Piece) -> str:
    match piece.kind:
        case "list":
            return "\n".join(_POINT + item.strip() for item in piece.items)
        case "table":
            rows = (" | ".join(cell.strip() for cell in row) for row in piece.rows)
            return "\n".join(filter(None, [piece.text.strip(), *rows]))
        case "image":
            return "\n".join(filter(None, [piece.text.strip() or piece.alt.strip(), piece.credit.strip()]))
        case "link":
            return f"{piece.text.strip()}\n{piece.url}"
        case _:
            return piece.text.strip()
