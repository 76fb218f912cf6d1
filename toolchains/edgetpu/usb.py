"""At what speed a USB stick is attached, from sysfs: half of an inference may be its way through the cable."""
import os

# (vendor, product) of the Edge TPU when its firmware runs. Before its first use the stick has another name (1a6e:089a); what
# counts is the speed at which it computed.
READY = ("18d1", "9302")

# Signalling rates of USB 2 and slower, in Mbit/s as sysfs tells them.
SLOW_MBIT_S = 480


def speeds(ready=READY, root="/sys/bus/usb/devices"):
    """Of every stick that is ready, in Mbit/s; empty: there is none, or nothing tells."""
    found = []
    try:
        names = sorted(os.listdir(root))
    except OSError:
        return found
    for name in names:
        folder = os.path.join(root, name)
        if (word(folder, "idVendor"), word(folder, "idProduct")) != ready:
            continue
        try:
            found.append(float(word(folder, "speed")))
        except ValueError:
            # A kernel that does not know it.
            continue
    return found


def caution(found, what="Edge TPU"):
    """A warning for `attest`, or None. Where there are several sticks, nobody says which of them computed."""
    slow = [speed for speed in found if speed <= SLOW_MBIT_S]
    if not slow:
        return None
    few = "" if len(slow) == len(found) else "%d of %d devices: " % (len(slow), len(found))
    text = "%s%s attached at %g Mbit/s, which is USB 2 or slower: inputs and weights take longer than over USB 3"
    text %= (few, what, min(slow))
    return {"code": "usb-2", "text": text}


def word(folder, name):
    try:
        with open(os.path.join(folder, name), encoding="ascii", errors="replace") as file:
            return file.read(64).strip().lower()
    except OSError:
        return ""
