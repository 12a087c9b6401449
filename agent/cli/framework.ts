import type { Context } from './context.ts'
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { importsOf } from '../../common/frameworks/resolve-profile.ts'
import { Problem } from '../problem.ts'
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
  const beside = besideOf(file, text)
  const answer = await invoke(context, 'framework-import', { id, name: file, text, title, beside })
  if (context.json) context.printJson('framework-import', answer)
  else
    context.print(
      `${answer.file}: ${answer.requirements} items, the mappings of ${answer.kept} stayed`,
    )
  context.say('Next: say in that file what speaks for each requirement, as its first lines show')
  return 0
}

/** `witnessmark framework crosswalk FILE --id ID --to FRAMEWORK`: what of it is like what of that one. */
export async function frameworkCrosswalkCommand(
  context: Context,
  file: string,
  { id, other }: { readonly id: string; readonly other: string },
): Promise<number> {
  const text = readFile(file).toString('utf8')
  const answer = await invoke(context, 'framework-crosswalk', { id, other, name: file, text })
  if (context.json) context.printJson('framework-crosswalk', answer)
  else
    context.print(`${answer.file}: ${answer.lines} lines about ${answer.requirements} requirements`)
  context.say(`Next: witnessmark tree --framework ${id}`)
  return 0
}

/** So many documents one profile may import, itself or through others. */
const MOST_IMPORTS = 50

/**
 * What a profile imports, and what that imports, from the files beside each; no address is fetched.
 * @throws Problem `framework-unreadable` where one address means two files
 */
function besideOf(
  file: string,
  text: string,
): readonly { readonly href: string; readonly text: string }[] {
  const found = new Map<string, { readonly path: string; readonly text: string }>()
  const visit = (from: string, source: string): void => {
    for (const href of importsOf(documentOf(source)).flat()) {
      const path = resolve(dirname(from), decodeURIComponent(href))
      if (/^[a-z][a-z0-9+.-]*:/i.test(href) || !existsSync(path)) continue
      const known = found.get(href)
      if (known?.path === path) continue
      if (known || found.size >= MOST_IMPORTS)
        throw new Problem('framework-unreadable', {
          name: from,
          detail: known
            ? `"${href}" means two files: put all of them into one folder`
            : `it imports more than ${MOST_IMPORTS} documents`,
        })
      const imported = readFile(path).toString('utf8')
      found.set(href, { path, text: imported })
      visit(path, imported)
    }
  }
  visit(resolve(file), text)
  return [...found].map(([href, item]) => ({ href, text: item.text }))
}

/** What is no JSON imports nothing; what it is otherwise is told where it is read. */
function documentOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
