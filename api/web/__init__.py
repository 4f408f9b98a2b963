"""The pages that people read: the questions, a source in its document, and what there is to know about both.

`pages.add_pages` puts them into an application. They are written on the server and work without JavaScript; the scripts in
`static/js` add what a form can't do: an answer as it comes, a source beside it, recent conversations. There is no build step, no
framework and nothing from another origin.
"""
