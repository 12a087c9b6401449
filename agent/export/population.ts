import { z } from 'zod'
import { Reason } from '../../common/model/index.ts'

/** What a scan's manifest says of each type that it listed; earlier ones say nothing. */
const PopulationBody = z.object({
  population: z
    .array(
      z.object({
        type: z.string(),
        read: z.int(),
        total: z.int().nullable(),
        listed: z.union([z.literal(true), Reason]),
      }),
    )
    .optional(),
})
type Counted = NonNullable<z.infer<typeof PopulationBody>['population']>[number]

/** What the scans of a window say of one type, by the last of them. */
export type PopulationOf = Counted & {
  readonly at: string
  readonly entry: number
  /** Scans of the window that said how much they read, and those of them that read all of it. */
  readonly scans: number
  readonly whole: number
}

/** Adds what a scan sealed. @param found by type */
export function addPopulation(
  found: Map<string, PopulationOf>,
  body: unknown,
  { at, entry }: { readonly at: string; readonly entry: number },
): void {
  for (const counted of PopulationBody.safeParse(body).data?.population ?? []) {
    const { scans, whole } = found.get(counted.type) ?? { scans: 0, whole: 0 }
    const more = { scans: scans + 1, whole: whole + (isWhole(counted) ? 1 : 0) }
    found.set(counted.type, { ...counted, ...more, at, entry })
  }
}

function isWhole({ listed, read, total }: Counted): boolean {
  return listed === true && (total === null || read >= total)
}

/** The statement of completeness that auditors ask for. */
export function completenessText({ listed, read, total }: Counted): string {
  const end = listed === true ? 'read to its end' : `not read to its end (${listed})`
  if (total === null) return `The service tells no total; its list was ${end}: ${read}.`
  return listed === true && read >= total
    ? `Complete: ${read} of the ${total} that the service says there are.`
    : `Incomplete: ${read} of the ${total} that the service says there are; the list was ${end}.`
}
