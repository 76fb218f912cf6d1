"""What a model was really computed with, put together from its computing kernels."""


def evidence_of(kernels):
    """One name when every computing kernel agrees, mixed(...) when not, unknown when there is none.
    :param kernels: Each as (arithmetic, provider, unit), once for each time it ran.
    :returns: What `Engine.attest` answers first and second."""
    kernels = list(kernels)
    nodes = {}
    for arithmetic, _, _ in kernels:
        nodes[arithmetic] = nodes.get(arithmetic, 0) + 1
    used = {
        "provider": one_of(provider for _, provider, _ in kernels),
        "unit": one_of(unit for _, _, unit in kernels),
        "arithmetic": one_of(nodes),
    }
    return used, {"nodesByArithmetic": nodes}


def one_of(names):
    distinct = sorted(set(names))
    if not distinct:
        return "unknown"
    return distinct[0] if len(distinct) == 1 else "mixed(%s)" % ",".join(distinct)
