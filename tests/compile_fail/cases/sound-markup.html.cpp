/* SPDX-License-Identifier: Apache-2.0 */
/* Markup of the program, and data between it. */
void write(trace::Html &html, std::string_view data)
{
	html.write("<br>");
	html.element("b", {{"title", data}}, data);
}
