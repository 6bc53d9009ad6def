"""The servers an installation brings with it, and the supervisor behind ``./run``.

Nothing here imports the rest of the application. The parts, from the ground up:

- ``locks``: one file lock, held alone or shared, let go by the kernel however a program ends.
- ``account``: which account of the machine runs the servers when we are root.
- ``waiting``: signals as something to wait for, so that nothing is interrupted half way.
- ``crew``: programs in sessions of their own, restarted when they die, stopped in order.
- ``postgres``, ``valkey``: how each server is made, started and known to be ready.
- ``keeper``: the one process that owns both servers of an instance.
- ``embedded``: ``running()``, through which every other program uses them.
- ``supervisor``: prepares, then runs web, worker and sweep.
"""


class StackError(Exception):
    """A server or a part could not be started; ``str()`` is the one line to show."""
