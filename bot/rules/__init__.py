"""The newsroom's rules: pure functions of what they are given, `now` passed in.

Nothing in here reads, writes, waits, logs or looks at a clock or a setting, so every rule can be
tried with values alone.
"""
