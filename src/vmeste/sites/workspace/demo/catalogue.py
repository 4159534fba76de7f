"""The five demonstration networks, the main one first."""

from .mari_el import MARI_EL
from .polyarnye_zori import POLYARNYE_ZORI
from .ryazan import RYAZAN
from .ulan_ude import ULAN_UDE
from .volgograd import VOLGOGRAD

CONTENTS = (POLYARNYE_ZORI, MARI_EL, ULAN_UDE, RYAZAN, VOLGOGRAD)
