import { examples } from '../../agent/home/examples.ts'

/**
 * `docs/own-checks.md` with the examples that `init` writes, each in the block that bears the name of
 * its folder; all else in it is by hand.
 */
export function ownChecksPage(before: string): string {
  return Object.entries(examples).reduce(
    (text, [folder, example]) =>
      text.replace(
        new RegExp(`^(\`\`\`yaml ${folder}/\\S+\\n)[\\s\\S]*?^\`\`\`$`, 'm'),
        (_, head: string) => `${head}${example}\`\`\``,
      ),
    before,
  )
}
