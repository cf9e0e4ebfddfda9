"""What people see. A screen shows state and turns a key into one call of the console.

Importing this package takes Textual's own switches out of the environment, before Textual reads them: a
`TEXTUAL_LOG`, `TEXTUAL_PRESS` or `TEXTUAL_SCREENSHOT` left in a shell would write down or drive what
delegates do.
"""

import os

for _name in [name for name in os.environ if name == "TEXTUAL" or name.startswith("TEXTUAL_")]:
    del os.environ[_name]
