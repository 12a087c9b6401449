import type { Agent } from '../agent.ts'
import { sectionsOf } from '../home/config.ts'
import { editedSince, sealedSections } from '../log/sealed-configuration.ts'

/**
 * Sections of config.yaml that say something else than the last run sealed: they count all the same, and
 * whoever edits the home could have written them. Null where no run sealed any yet.
 */
export async function editedSections(
  agent: Pick<Agent, 'store' | 'config'>,
): Promise<readonly string[] | null> {
  const sealed = await sealedSections(agent.store)
  return sealed && editedSince(agent.store, sealed, sectionsOf(agent.config()))
}
