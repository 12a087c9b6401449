import type { EvidenceRef, ImportedState, Observation, Service } from '../../common/model/index.ts'
import { mismatchSaid } from '../../common/words/mismatch.ts'

/**
 * What an import observes: a value that is not of its setting's type is malformed.
 * @param refs evidence by section, under '' the file's
 */
export function observationsOf(
  service: Service,
  state: ImportedState,
  refs: ReadonlyMap<string, EvidenceRef>,
  at: string,
): Observation[] {
  const settings = new Map(service.settings.map(setting => [setting.id, setting]))
  const whole = refs.get('')
  return state.readings.map(({ setting, resource, reading, section }) => {
    const type = settings.get(setting)?.type
    const wrong = reading.state === 'observed' && type ? mismatchSaid(reading.value, type) : null
    const ref = refs.get(section ?? '') ?? whole
    return {
      setting,
      resource,
      source: 'import',
      grade: 'D',
      at,
      evidence: ref ? [ref] : [],
      reading: wrong === null ? reading : { state: 'unobserved', reason: 'malformed', why: wrong },
    } satisfies Observation
  })
}
