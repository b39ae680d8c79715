"""Whether a blog can be delivered to, in words that name the next step."""

from typing import Final

from khabar_publish.targets.failures import Refused
from khabar_publish.targets.wordpress.client import Client
from khabar_publish.targets.wordpress.discovery import Api
from khabar_publish.targets.wordpress.said import Me, Root
from khabar_publish.targets.wordpress.settings import WordPressRules

_NEEDED: Final = {
    "publish_posts": "publish posts",
    "edit_published_posts": "change its published posts",
    "delete_published_posts": "delete its published posts",
    "upload_files": "upload pictures",
}
_PASSWORDS: Final = "application-passwords"
_ROUTES: Final = "wp/v2"


async def found(client: Client, rules: WordPressRules) -> str:
    """Ask the API for itself and for our account, changing nothing.

    Raises:
        Refused: the account may not do what is needed, or there is no way to enter.
    """
    api = await client.api()
    root = await client.get(Root, "", {"_fields": "name,namespaces,authentication"})
    if _ROUTES not in root.namespaces:
        msg = f"its API knows no {_ROUTES}; a plug-in there may have closed it: allow it for the user {rules.user}"
        raise Refused(msg)
    if _PASSWORDS not in root.authentication:
        msg = (
            "application passwords are off there: they need https (or WP_ENVIRONMENT_TYPE local), "
            "and no plug-in that turns them off"
        )
        raise Refused(msg)
    me = await client.get(Me, "wp/v2/users/me", {"context": "edit", "_fields": "name,roles,capabilities"})
    lacking = [words for capability, words in _NEEDED.items() if not me.capabilities.get(capability)]
    if lacking:
        msg = f"its user {rules.user} may not {', nor '.join(lacking)}: give it the role author"
        raise Refused(msg)
    if rules.author and not me.capabilities.get("edit_others_posts"):
        msg = f"its user {rules.user} may not write for another author: leave author away, or give it the role editor"
        raise Refused(msg)
    return ", ".join(_words(me, api))


def _words(me: Me, api: Api) -> list[str]:
    said = [f"it answers and takes our password (role {', '.join(me.roles) or 'none'})"]
    if not api.guarded:
        said.append("without khabar.php in wp-content/mu-plugins: slower, and a late call could undo a newer one")
    elif not api.tags_by_name:
        said.append("its khabar.php is an older one, to which new tags take calls of their own: copy the new one")
    if not me.capabilities.get("manage_categories"):
        said.append("categories that are not there yet have to be made by an editor")
    return said
