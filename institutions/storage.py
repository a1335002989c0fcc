"""Files on disk that are there wholly or not at all: written under another name, given their own when complete."""

import os
import secrets

from django.core.files.storage import FileSystemStorage

UNFINISHED = ".part"


class WholeFiles(FileSystemStorage):
    """A full disk, or a process that is killed, leaves nothing under the name of the file."""

    def _save(self, name, content):
        part = f"{name}.{secrets.token_hex(6)}{UNFINISHED}"
        try:
            super()._save(part, content)
            os.replace(self.path(part), self.path(name))
        except BaseException:
            self.delete(part)
            raise
        return name
