"""What libraries say on stderr from C++, where their reasons often stand alone."""
import os
import sys
import tempfile


def overheard(call):
    """Answers what the call answers, and what was written to stderr meanwhile; the log of the attempt keeps that too."""
    sys.stderr.flush()
    own = os.dup(2)
    with tempfile.TemporaryFile(dir=".") as file:
        os.dup2(file.fileno(), 2)
        try:
            answer = call()
        finally:
            os.dup2(own, 2)
            os.close(own)
            file.seek(0)
            said = file.read(65536)
            os.write(2, said)
    return answer, said.decode("utf-8", "replace").strip()
