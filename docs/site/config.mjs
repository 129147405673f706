// Configuration of VitePress. docs/site/main.go lays out what it reads.

const text = (text, link) => ({ text, link })

export default {
  title: 'tintype',
  description: 'Resize, crop and re-encode images by URL',
  base: process.env.DOCS_BASE || '/',
  cleanUrls: false,
  lastUpdated: false,
  ignoreDeadLinks: [/^https?:\/\/localhost/, /playground/],
  // Text of ours has no components in it: {{ }} is just text.
  markdown: { html: true },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [text('Guide', '/guide'), text('URL API', '/url-api'), text('Configuration', '/config'), { ...text('Playground', '/playground/index.html'), target: '_self' }],
    sidebar: [
      { text: 'Start', items: [text('Guide', '/guide'), text('Recipes', '/recipes'), text('Node library', '/node')] },
      { text: 'Reference', items: [text('The URL API', '/url-api'), text('Configuration', '/config'), text('Benchmarks', '/benchmarks'), text('Changes', '/changelog')] },
      { text: 'Run it', items: [text('Deploying', '/deploying'), text('The HTTP server', '/server'), text('Operations', '/operations'), text('Upgrading', '/upgrading'), text('Common problems', '/problems')] },
      { text: 'Move to it', items: [text('From sharp', '/sharp'), text('From imgix, imgproxy, Lambda', '/migrating')] },
      { text: 'Background', items: [text('Rationale', '/rationale')] },
    ],
  },
}
