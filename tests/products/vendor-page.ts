import { join } from 'node:path'
import { build } from 'vite'
import { installProduct } from './install.ts'

/** Okta's design system wants an older React. @returns the folder that holds node_modules */
export function installOdyssey(): string {
  return installProduct('design-systems-odyssey', [
    'react@18',
    'react-dom@18',
    '@okta/odyssey-react-mui@1',
  ])
}

/**
 * Vendors' design systems, installed beside the products. @returns the folder that holds
 * node_modules
 */
export function installDesignSystems(): string {
  return installProduct('design-systems', [
    'react@19',
    'react-dom@19',
    '@radix-ui/react-switch@1',
    '@radix-ui/react-checkbox@1',
    '@radix-ui/react-select@2',
    '@radix-ui/react-radio-group@1',
    '@mui/material@9',
    '@emotion/react@11',
    '@emotion/styled@11',
    '@primer/react@38',
    '@fluentui/react-components@9',
    '@material/web@2',
    '@atlaskit/button@25',
    '@atlaskit/form@18',
    '@atlaskit/radio@10',
    '@atlaskit/select@23',
    '@atlaskit/toggle@17',
  ])
}

/**
 * Bundles one page (`folder/name.jsx`) as a script; bare imports are looked for beside the
 * products, not in the repository.
 */
export async function bundleVendorPage(
  folder: string,
  name: string,
  packages: string,
): Promise<string> {
  const built = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
    plugins: [
      {
        name: 'products',
        enforce: 'pre',
        resolveId(id, importer) {
          // React is the vendor's own, also where a file of the repository asks for it.
          const isTheirs = importer?.startsWith(folder) || /^react(?:-dom)?(?:\/|$)/.test(id)
          return /^[@a-z]/.test(id) && isTheirs && !importer?.startsWith(packages)
            ? // A file that is there: of any other the bundler looks beside the repository first.
              this.resolve(id, join(packages, 'package.json'), { skipSelf: true })
            : null
        },
      },
    ],
    build: {
      write: false,
      minify: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: join(folder, `${name}.jsx`),
        output: { format: 'iife' },
        onwarn() {
          /* "use client" is of no meaning here */
        },
      },
    },
  })
  const [result] = Array.isArray(built) ? built : [built]
  const code =
    result && 'output' in result ? result.output.find(item => item.type === 'chunk') : undefined
  if (code?.type !== 'chunk') throw new Error(`${name} was not bundled`)
  return code.code
}
