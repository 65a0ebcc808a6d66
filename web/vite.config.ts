import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import { schemasApart } from './schemas-apart.config.ts'

const api = process.env.VITE_API ?? `http://localhost:${process.env.PORT ?? 3000}`

/**
 * Zod can write JSON Schema of every schema, and a bundler cannot see that the page never asks: openapi.json is the
 * server's. Its writers give way to functions that throw, which spares each page 5 kB gzip (PERF-008).
 */
const withoutJsonSchema: Plugin = {
  name: 'without-json-schema',
  apply: 'build',
  load(id) {
    if (!/\/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return null
    const names = readFileSync(id, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)
    const exported = [...names].map(([, name]) => `export const ${name} = absent`)
    // The Standard Schema interface asks for its two writers when a schema is first looked at, not when they are run.
    return `const absent = () => () => { throw new Error('The page writes no JSON Schema') }
${exported.join('\n')}
export { absent as process }`
  },
}

/** What compresses is sent compressed (server/http/pages.ts), once and for all as it is built. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (!/^assets\/.*\.(m?js|css|svg|wasm)$/.test(name)) continue
      const file = path.join(dir!, name)
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
    }
  },
}

/**
 * What pdf.js decodes scanned pages with, and the fonts that a PDF may name without bringing them along: without these the
 * letters of most contracts stand too near or too far apart. It asks for all by their names, below one address.
 */
const pdfAssets: Plugin = {
  name: 'pdf-assets',
  apply: 'build',
  generateBundle() {
    const library = path.join(path.dirname(import.meta.dirname), 'node_modules/pdfjs-dist')
    const fonts = readdirSync(path.join(library, 'standard_fonts'))
    for (const file of [
      ...['jbig2', 'openjpeg', 'qcms_bg'].map((name) => `wasm/${name}.wasm`),
      ...fonts.map((name) => `standard_fonts/${name}`),
    ])
      this.emitFile({
        type: 'asset',
        fileName: `assets/pdfjs/${path.basename(file)}`,
        source: readFileSync(path.join(library, file)),
      })
  },
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    withoutJsonSchema,
    schemasApart(path.dirname(import.meta.dirname)),
    pdfAssets,
    compressed,
  ],
  server: {
    port: 5173,
    proxy: {
      '/api/v1': { target: api, changeOrigin: false },
      '/frames': { target: api, changeOrigin: false },
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows scripts and fonts of our own address only, so that nothing may become a data: URL.
    assetsInlineLimit: 0,
    // Says what each page loads (test/architecture/page-weight.test.ts).
    manifest: true,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The page, and the document in which a payment processor's script takes numbers (server/http/frames.ts).
      input: ['index.html', 'capture.html'].map((name) => path.join(import.meta.dirname, name)),
      output: {
        // The name of each stands in the first file that the browser reads: without words in it that is kilobytes less.
        chunkFileNames: 'assets/[hash].js',
        assetFileNames: 'assets/[hash][extname]',
        codeSplitting: {
          // What nearly every page uses, in few files: apart they would weigh 10 kB more. All else follows its pages.
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
            {
              // The components of forms and of the frame. Dialogs, menus and the rest come with the pages that open them.
              name: 'mantine',
              test: /node_modules\/(@mantine\/(hooks|core\/esm\/(core|utils|components\/(ActionIcon|Autocomplete|Button|Checkbox|CloseButton|Combobox(?!\/use-pills)|FocusTrap|Group|Input|InputBase|Loader|Paper|Popover|Portal|ScrollArea|Select|Skeleton|TextInput|Tooltip|Transition|UnstyledButton|VisuallyHidden)(?=\/)))|@floating-ui)\//,
            },
            {
              name: 'common',
              test: /\/(shared\/(?!rules\/(safe-pattern|card-number))|web\/(api|frame|ui\/(?!DataTable|table-rows|MoreRows|overflow|FilterChip))).*(?<!\?schemas)$/,
              minShareCount: 48,
            },
            // A file for each icon would be a request for each.
            { name: 'icons', test: /\/node_modules\/@tabler\//, minShareCount: 5 },
            // A record has no table.
            { name: 'tables', test: /\/web\/ui\/(DataTable|table-rows|MoreRows|overflow)/, minShareCount: 3 },
            // What checks values: the form fetches it when somebody begins to type (schemas-apart.config.ts).
            { name: 'schemas', test: /\/(node_modules\/zod|shared\/rules\/(safe-pattern|card-number))/ },
          ],
        },
      },
    },
  },
})
