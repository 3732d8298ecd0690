"""GET, without exceptions for what is an ordinary response of a program that is starting."""

import urllib.error
import urllib.request


def get(url, seconds=30):
    """The status and the text of a response; status 0 if there is none."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)
