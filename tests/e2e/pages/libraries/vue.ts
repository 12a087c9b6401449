import { createApp, h, shallowRef } from 'vue'
import type { VNode } from 'vue'
import { run } from '../app.ts'
import type { Drawing } from '../app.ts'
import type { Node } from '../draw.ts'

/** Vue 3.5: properties bound, drawn after the next tick. */
const drawing: Drawing = {
  mount(into, look, changed) {
    const seen = shallowRef(look())
    changed(() => {
      seen.value = look()
    })
    createApp({ render: () => element(seen.value) }).mount(into)
    return into
  },
}

function element({ tag, key, attrs, props, on, children }: Node): VNode {
  const given: Record<string, unknown> = {
    ...Object.fromEntries(
      Object.entries(attrs ?? {}).filter(([, value]) => value !== undefined && value !== false),
    ),
    ...props,
    ...(on?.click ? { onClick: on.click } : {}),
    ...(on?.input ? { onInput: on.input } : {}),
    ...(on?.change ? { onChange: on.change } : {}),
    ...(key ? { key } : {}),
  }
  return h(
    tag,
    given,
    (children ?? []).map(child => (typeof child === 'string' ? child : element(child))),
  )
}

run(drawing)
