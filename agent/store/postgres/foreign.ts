/**
 * Tells whether anybody else wrote, by the numbers that PostgreSQL gives to every transaction that
 * writes, whoever's and however: what is no number of this store's is a stranger's. They are counted
 * for the whole server, so that what is written to its other databases counts too: too much is compared
 * anew then, never too little.
 */
export type Foreign = {
  /** How often somebody else was found to have written. */
  count(): number
  /** A transaction of this store's got this number. */
  own(xid: bigint): void
  /** @param snapshot `pg_current_snapshot()` as text: xmin, xmax, and what goes on between them */
  look(snapshot: string): void
  /** What was written up to here was this store's own doing. */
  forgive(snapshot: string): void
}

export function foreignWrites(): Foreign {
  let strangers = 0
  let last: bigint | null = null
  /** Of others, begun and not yet over. */
  let open: readonly bigint[] = []
  const ours = new Set<bigint>()

  const see = (snapshot: string): boolean => {
    const [, next = '1', going = ''] = snapshot.split(':')
    const newest = BigInt(next) - 1n
    const going_ = going.split(',').filter(Boolean).map(BigInt)
    const others = going_.filter(xid => !ours.has(xid))
    const before = last ?? newest
    const known = [...ours, ...others].filter(xid => xid > before && xid <= newest).length
    const ended = open.some(xid => !others.includes(xid))
    const written = ended || newest - before > BigInt(known)
    for (const xid of ours) if (xid <= newest && !going_.includes(xid)) ours.delete(xid)
    last = newest
    open = others
    return written
  }
  return {
    count: () => strangers,
    own: xid => void ours.add(xid),
    look(snapshot) {
      if (see(snapshot)) strangers++
    },
    forgive: snapshot => void see(snapshot),
  }
}
