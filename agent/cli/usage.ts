import { Problem } from '../problem.ts'

/**
 * Wrong words on the command line: exit code 2. @param usage the line as it should be, its forms with
 * ` | ` between: `access list | access show REVIEW --tenant T [--by WHO]`
 */
export function usage(usage: string): Problem {
  return new Problem('usage', { usage, wrong: null })
}

/**
 * Which word of a command is wrong or missing, by the forms that it has.
 * @param words the command and what was given to it, without options
 * @returns null where the forms do not say
 */
export function wrongWord(
  usage: string,
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): string | null {
  const [command = '', act] = words
  const forms = usage.split(' | ').map(form =>
    form
      .replaceAll(/\[[^\]]*\]/g, '')
      .split(' ')
      .filter(Boolean),
  )
  if (forms.some(([name]) => name !== command)) return null
  const acts = forms.map(([, second = '']) => (/^[a-z|]+$/.test(second) ? second.split('|') : []))
  const known = acts.flat()
  if (known.length > 0 && !known.includes(act ?? '')) {
    const choice = `: there are ${[...new Set(known)].join(', ')}`
    return act === undefined
      ? `${command} needs a word more${choice}`
      : `no ${command} "${act}"${choice}`
  }
  const index = Math.max(
    0,
    acts.findIndex(of => of.includes(act ?? '')),
  )
  return lacking(forms[index] ?? [], words, options)
}

function lacking(
  form: readonly string[],
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
): string | null {
  const missing: string[] = []
  let place = 0
  for (const [index, token] of form.entries()) {
    if (form[index - 1]?.startsWith('--')) continue
    if (!token.startsWith('--')) {
      if (words[place++] === undefined) missing.push(token)
      continue
    }
    const value = form[index + 1] ?? ''
    const given =
      options[token.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())]
    const choice = /^[a-z0-9|-]+$/.test(value) ? value.split('|') : []
    if (given === undefined) missing.push(`${token} ${value}`)
    else if (choice.length > 0 && !choice.includes(String(given)))
      return `${token} "${String(given)}" is none of ${choice.join(', ')}`
  }
  const named = words.filter((word, index) => form[index]?.split('|').includes(word)).join(' ')
  return missing.length === 0 ? null : `${named} needs ${missing.join(', ')}`
}
