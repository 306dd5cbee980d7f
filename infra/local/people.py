"""The people of the local run: who works at the desk of the demo account."""

from care.model.person import Person

DEMO_PEOPLE = (
    Person(id="ana@demo.example", name="Ana Ruiz", language="es", roles=("agents",), all_accounts=True),
    Person(id="bruno@demo.example", name="Bruno Costa", language="pt", roles=("agents",), all_accounts=True),
    Person(id="sara@demo.example", name="Sara Vidal", language="es", roles=("supervisors",), all_accounts=True),
    Person(id="otto@demo.example", name="Otto Weber", language="en", roles=("operators",), all_accounts=True),
)
