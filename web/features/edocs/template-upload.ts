/** Sends the PDF of a template. */
import { type EdocTemplate, edocTemplates } from '#shared/contracts/edoc-templates.ts'
import { upload } from '#web/api/upload.ts'

export const sendTemplatePdf = (
  template: Pick<EdocTemplate, 'id' | 'version'>,
  file: File,
): Promise<EdocTemplate> =>
  upload(
    edocTemplates.upload,
    {
      params: { edocTemplateId: template.id },
      query: { version: template.version, name: file.name.slice(0, 180) || 'document.pdf' },
    } as never,
    file,
    { onProgress: () => {}, signal: new AbortController().signal, idempotencyKey: crypto.randomUUID() },
  )
