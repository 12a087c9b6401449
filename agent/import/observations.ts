import type { EvidenceRef, ImportedState, Observation, Service } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import { mismatchSaid } from '../../common/words/mismatch.ts'

/** The evidence of a section, and whether what was read of it is shorter than it. */
export type SealedSection = { readonly ref: EvidenceRef; readonly shortened: boolean }

/**
 * What an import observes: a value that is not of its setting's type is malformed.
 * @param sealed by section, under '' the file's
 */
export function observationsOf(
  service: Service,
  state: ImportedState,
  sealed: ReadonlyMap<string, SealedSection>,
  at: string,
): Observation[] {
  const settings = new Map(service.settings.map(setting => [setting.id, setting]))
  const whole = sealed.get('')
  return state.readings.map(({ setting, resource, reading, section }) => {
    const type = settings.get(setting)?.type
    const wrong = reading.state === 'observed' && type ? mismatchSaid(reading.value, type) : null
    const from = sealed.get(section ?? '') ?? whole
    return {
      setting,
      resource,
      source: 'import',
      grade: 'D',
      at,
      evidence: from ? [from.ref] : [],
      reading:
        wrong !== null
          ? { state: 'unobserved', reason: 'malformed', why: wrong }
          : reading.state === 'observed' && from?.shortened
            ? { ...reading, why: said('section-shortened', { section: section ?? '' }) }
            : reading,
    } satisfies Observation
  })
}
