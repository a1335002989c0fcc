"""PDF/A-3a written by the engine, PDF/UA-1 declared beside it in the same RDF block with its extension schema."""

from weasyprint.document import DocumentMetadata

PDF_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
END = b"</rdf:RDF>"


def declare_universal_accessibility(metadata: DocumentMetadata) -> None:
    """Both declarations in one block; the engine knows one variant at a time."""
    generate = metadata.generate_rdf_metadata

    def generate_both(variant, version, conformance) -> bytes:
        block = generate(variant, version, conformance)
        if not block.endswith(END):
            raise ValueError("the engine's metadata block does not end as expected")
        return block.removesuffix(END) + PDF_UA + END

    metadata.generate_rdf_metadata = generate_both
