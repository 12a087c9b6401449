// What is used of modules that bring no types of their own.
declare module '*.svelte' {
  import type { Component } from 'svelte'
  const component: Component<Record<string, unknown>>
  export default component
}
declare module 'react' {
  export function createElement(
    tag: unknown,
    props?: object | null,
    ...children: unknown[]
  ): unknown
  export function useSyncExternalStore<T>(
    subscribe: (listener: () => void) => () => void,
    snapshot: () => T,
  ): T
}
declare module 'react-dom/client' {
  export function createRoot(into: Element): { render(element: unknown): void }
}
