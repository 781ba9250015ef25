nextflow.enable.dsl = 2

/*
 * One short tale in several languages: cut into paragraphs, count the words of each, add them up,
 * draw them, compare the languages, write one HTML page.
 *
 * The tasks call the small programs in bin/, which need nothing but bash, awk and coreutils.
 * Whatever gathers files sorts them, so that -resume finds the same task again.
 */

process SPLIT {
    tag "$language"

    input:
    tuple val(language), path(text)

    output:
    tuple val(language), path('paragraph-*.txt')

    script:
    """
    split-paragraphs ${text}
    """
}

process COUNT {
    tag "$language ${paragraph.baseName}"

    input:
    tuple val(language), val(paragraphs), path(paragraph)

    output:
    tuple val(language), val(paragraphs), path("${paragraph.baseName}.tsv")

    script:
    """
    sleep ${params.nap}
    count-words ${paragraph} > ${paragraph.baseName}.tsv
    """
}

process MERGE {
    tag "$language"
    publishDir "${params.outdir}/words", mode: 'copy'

    input:
    tuple val(language), path(counts)

    output:
    tuple val(language), path("${language}.tsv")

    script:
    """
    merge-counts ${counts} > ${language}.tsv
    """
}

process DRAW {
    tag "$language"

    input:
    tuple val(language), path(counts)

    output:
    path "${language}.svg"

    script:
    """
    draw-bars ${language} ${counts} > ${language}.svg
    """
}

process COMPARE {
    publishDir params.outdir, mode: 'copy'

    input:
    path counts

    output:
    path 'comparison.tsv'

    script:
    if (params.fail)
        """
        echo "This task fails because the parameter 'fail' is true." >&2
        exit 3
        """
    else
        """
        compare-languages ${counts} > comparison.tsv
        """
}

process REPORT {
    publishDir params.outdir, mode: 'copy'

    input:
    path comparison
    path pictures

    output:
    path 'report.html'

    script:
    """
    write-report ${comparison} ${pictures} > report.html
    """
}

workflow {
    languages = params.languages instanceof List ? params.languages : params.languages.toString().tokenize(', ')
    texts = Channel.fromList(languages).map { language -> tuple(language, file("$projectDir/texts/${language}.txt", checkIfExists: true)) }

    // Each paragraph carries how many there are, so that a language is merged as soon as its own are counted.
    paragraphs = SPLIT(texts).flatMap { language, found ->
        def files = found instanceof List ? found : [found]
        files.collect { file -> tuple(language, files.size(), file) }
    }

    counted = COUNT(paragraphs)
        .map { language, size, counts -> tuple(groupKey(language, size), counts) }
        .groupTuple()
        .map { key, files -> tuple(key.target, files.sort { file -> file.name }) }

    merged = MERGE(counted)
    pictures = DRAW(merged).toSortedList { a, b -> a.name <=> b.name }
    tables = merged.map { language, table -> table }.toSortedList { a, b -> a.name <=> b.name }

    REPORT(COMPARE(tables), pictures)
}
