import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.flux.FluxApplicationTests.xml'))
assert report.@tests == '3' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'
