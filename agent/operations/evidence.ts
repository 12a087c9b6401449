import { z } from 'zod'
import { Problem } from '../problem.ts'
import { downloading } from './operation.ts'

/**
 * The bytes of one item. Evidence is untrusted: it leaves as a download, under no name that a program
 * would open.
 */
export const evidence = downloading({
  title: 'The bytes of one item of evidence',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ index: z.coerce.number().int().nonnegative() }),
  async open(agent, _, { index }) {
    const stored = await agent.store.evidence(index)
    if (!stored?.body) throw new Problem('evidence-unknown', { index })
    const [mediaType, ending] = shownAs(stored.mediaType)
    const body = new Uint8Array(stored.body)
    return { name: `evidence-${index}.${ending}`, mediaType, bytes: body.length, body }
  },
})

/** Media type and file ending. */
function shownAs(mediaType: string): readonly [string, string] {
  // A picture is one only by its first bytes, which the agent checked when it came: it can be shown,
  // and no script runs in it.
  const picture = /^image\/(png|webp)$/.exec(mediaType)?.[1]
  if (picture) return [mediaType, picture]
  // A document that somebody brought may be anything.
  if (mediaType === 'application/octet-stream') return [mediaType, 'bin']
  return ['text/plain; charset=utf-8', 'txt']
}
