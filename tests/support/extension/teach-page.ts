import { bundleForPage } from './bundle.ts'

/**
 * Teach mode as it is injected, as one script, with a background that answers as the page's
 * `window.answers` say, in turn: `taken`, `gone` (the worker stops without an answer), or a refusal
 * as `field: text`. Lessons are kept in `window.lessons`, and the panel's root is `window.panel`.
 */
export async function teachScript(): Promise<string> {
  const code = await bundleForPage(
    `import './extension/lists.ts'\nimport './extension/teach-form.ts'\nimport './extension/teach.ts'`,
  )
  return `{
    const attach = Element.prototype.attachShadow
    Element.prototype.attachShadow = function (init) {
      const root = attach.call(this, init)
      window.panel = root
      return root
    }
    window.lessons = []
    window.answers ??= ['taken']
    window.connections = 0
    window.chrome = { runtime: { connect() {
      window.connections++
      const heard = [], ended = []
      setTimeout(() => heard.forEach(listener => listener({ kind: 'metrics', names: window.names ?? [], metrics: [
        { id: 'mfa-enforced', title: 'Multi-factor authentication is enforced' },
        { id: 'session-lifetime', title: 'Sessions end' },
      ] })))
      return {
        onMessage: { addListener: listener => heard.push(listener) },
        onDisconnect: { addListener: listener => ended.push(listener) },
        disconnect() {},
        postMessage(lesson) {
          window.lessons.push(lesson)
          const answer = window.answers.shift() ?? 'taken'
          setTimeout(() => {
            if (answer === 'gone') return ended.forEach(listener => listener())
            const [field, text] = answer.split(': ')
            const told = answer === 'taken' ? { error: null, field: null } : { error: text, field }
            heard.forEach(listener => listener({ kind: 'taught', ...told }))
          }, 20)
        },
      }
    } } };
    ${code}
    Element.prototype.attachShadow = attach
  }`
}
