"""Tocsin: a newsroom's alerts, on the phones of the people who asked for them.

The walk. Each arrow is one transaction, so a crash at any line loses nothing::

    poll      source due   | fetch -> keep new entries (source, guid) + memo + when it is due next
    edit      new entry    | placed: which story? what is new in it? -> a repeat is done with
              entry placed | summary -> alert, or an update of one + one delivery per reader
    revise    version kept | judged against what the alert says -> new words + which messages to change,
                             or an alert that corrects it for those who got it where nothing can be changed
    release   plan due     | what an editor sent, or scheduled: undone until now, or on its way from now on
    lay       batch left   | the readers of a large alert, 10,000 a batch -> a delivery each, or none any more
    digest    reader due   | what was held, or is new to them -> one message to them; what it tells is folded
    desk      alert held   | a card to each editor, who decides -> all cards say so, reminders, an end
    deliver   delivery due | claim -> words in the reader's language -> channel.send
                             -> sent(id) | later | unreachable | refused | unknown
              change due   | claim -> the newest words -> channel.revise | withdraw -> done | later | left
    inbox     event stored | stop word, command, button -> reply     receipt -> delivered, read, failed

    delivery: queued -> sending -> sent -> delivered -> read
              sending -> queued (later) | unknown (settled by policy)
              -> failed | expired | recalled | dropped | folded

Rows, not queues: each step reads the rows that the step above left, and leaves rows for the step
below. A retry is a row with a later ``due_at``; a lease that runs out makes its row due again.
"""
