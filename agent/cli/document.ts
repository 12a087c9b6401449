import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { Value } from '../../common/model/index.ts'
import { valueLine } from '../../common/words/value.ts'
import { LARGEST } from '../import/document.ts'
import type { Output } from '../operations/index.ts'
import { Problem } from '../problem.ts'
import { exitOf, outcomeMark, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { usage } from './usage.ts'

const line =
  'import document FILE --tenant T --setting ID --value JSON [--resource ID] [--until DAY] [--by WHO]'

/**
 * `witnessmark import document FILE ...`: a person's statement of a setting that neither an API nor a
 * page shows, with the file that it rests on.
 * @returns exit code by the findings that read the setting: 0 met, 3 deviation, 4 could not tell
 */
export async function documentCommand(
  context: Context,
  file: string,
  options: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { tenant, setting, value, resource, until, by } = options
  if (!file || !tenant || !setting || value === undefined) throw usage(line)
  const { document } = await invoke(context, 'document', {
    tenant,
    setting,
    value: parse(value),
    resource,
    until,
    by: by ?? userInfo().username,
    name: file,
    body: readFile(file).toString('base64'),
  })
  if (context.json) context.printJson('document', document)
  else report(context, document)
  return exitOf(document.findings)
}

/** @throws Problem naming the file and what stands in the way */
export function readFile(file: string): Buffer {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Problem('file-missing', { file })
  if (!found.isFile()) throw new Problem('file-irregular', { file })
  if (found.size > LARGEST)
    throw new Problem('document-too-large', { name: file, bytes: found.size, most: LARGEST })
  return readFileSync(file)
}

function parse(text: string): Value {
  try {
    return Value.parse(JSON.parse(text))
  } catch {
    throw new Problem('value-not-json', { text: plainText(text.slice(0, 80)) })
  }
}

function report(
  context: Context,
  { setting, resource, value, by, until, file, evidence, findings }: Output<'document'>['document'],
): void {
  for (const finding of findings)
    context.print(
      `${outcomeMark(finding.outcome, 10)} ${finding.severity.padEnd(8)} ${finding.check}${finding.detail ? `: ${plainText(finding.detail)}` : ''}`,
    )
  context.say(
    `Kept as evidence of grade D (${evidence.map(ref => `#${ref.index}`).join(' ')}): ${setting} of ${plainText(resource.name)} is ${plainText(valueLine(value))}, stated by ${plainText(by)}; ${plainText(file.name)}, ${file.bytes} bytes, sha256 ${file.sha256}`,
  )
  context.say(
    until
      ? `It counts until ${until.slice(0, 10)}, and until an API, an import or a page says something else.`
      : 'It counts as long as a page reading would (staleAfterDays in config.yaml; --until names another end), and until an API, an import or a page says something else.',
  )
  if (findings.length === 0) context.say('No check reads this setting.')
}
