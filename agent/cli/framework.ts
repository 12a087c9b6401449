import type { Context } from './context.ts'
import { readFile } from './document.ts'
import { invoke } from './invoke.ts'

/** `witnessmark framework import FILE --id ID [--title T]`: an OSCAL catalogue or a list becomes a framework. */
export async function frameworkImportCommand(
  context: Context,
  file: string,
  id: string,
  title: string | undefined,
): Promise<number> {
  const text = readFile(file).toString('utf8')
  const answer = await invoke(context, 'framework-import', { id, name: file, text, title })
  if (context.json) context.printJson('framework-import', answer)
  else
    context.print(
      `${answer.file}: ${answer.requirements} items, the mappings of ${answer.kept} stayed`,
    )
  context.say('Next: say in that file what speaks for each requirement, as its first lines show')
  return 0
}
