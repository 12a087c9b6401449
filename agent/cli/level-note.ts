import { levelNote } from '../../common/model/index.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/**
 * Says what is to be known of each framework that has levels, where one of them was chosen.
 * @param frameworks those that were named; none: all of them
 */
export async function sayLevelNotes(
  context: Context,
  frameworks: readonly string[] = [],
): Promise<void> {
  const { frameworks: known } = await invoke(context, 'catalogue', {})
  for (const framework of known) {
    const note = levelNote(framework)
    if (note !== null && (frameworks.length === 0 || frameworks.includes(framework.id)))
      context.say(plainText(note))
  }
}
